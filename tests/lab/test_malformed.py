"""Messages and links by the thousand that make no sense: answered in words, none ends a session."""

import base64
import copy
import json
import random
import zlib
from contextlib import suppress

import numpy as np
import pytest
from descentlab.catalog import load
from descentlab.errors import LabError
from descentlab.frames import unpack
from descentlab.share import decode
from descentlab.worker.budget import Budget
from descentlab.worker.framing import Framer
from descentlab.worker.handlers import HANDLERS, handle
from descentlab.worker.session import Session

#: What stands where something sensible was expected.
JUNK = (
    None, True, False, 0, -1, 1, 7, 10**6, 10**30, -0.0, 0.5, 1e308, float("nan"), float("inf"),
    "", "0", "nan", "lr", "../../etc/passwd", "\x00", "ü" * 50, "<script>alert(1)</script>",
    "x" * 5000, [], [1], [[[]]], {}, {"": None}, {"lr": {}}, [None] * 20, {"lr": float("nan")},
)  # fmt: skip
#: Messages that make sense; what a kind is not listed with, it is sent with nothing at all.
SENSIBLE = {
    "step": {"n": 1},
    "speed": {"value": 60},
    "set": {"name": "lr", "value": 0.1},
    "preset": {"settings": {"lr": 0.15}},
    "move": {"plane": 0, "x": 0.1, "y": 0.1, "drop": True},
    "place": {"values": {"lr": 0.1}},
    "kick": {"amount": 0.01},
    "fork": {"step": 0, "settings": {"lr": 0.1}},
    "branch": {"index": 0},
    "remove_branch": {"index": 1},
    "bookmark": {"step": 0, "name": "here"},
    "unbookmark": {"index": 0},
    "undo": {"branch": 0, "index": 0},
    "rename": {"index": 0, "name": "mine"},
    "upload": {"name": "a.csv", "size": 8, "data": "YSxiCjEsMgo="},
    "use_data": {"target": "b"},
    "export": {"what": "csv", "view": "loss"},
    "save": {"name": "mine"},
}


@pytest.fixture
def session():
    exhibit = load("quadratic_stability")
    return Session(exhibit, exhibit.settings(dim=2), Budget(max_steps=40, max_branches=3))


def spoiled(message: dict, drawn: random.Random) -> dict:
    """`message` with a few things wrong in it, at any depth."""
    message = copy.deepcopy(message)
    for _ in range(drawn.randint(1, 3)):
        place = message
        while True:
            keys = [*place] if isinstance(place, dict) else [*range(len(place))]
            if not keys:
                break
            key = drawn.choice(keys)
            inner = place[key]
            if isinstance(inner, dict | list) and inner and drawn.random() < 0.7:
                place = inner
                continue
            change = drawn.random()
            if change < 0.25 and isinstance(place, dict):
                del place[key]
            elif change < 0.35 and isinstance(inner, str) and key != "kind":
                place[key] = inner[: drawn.randint(0, len(inner))] + drawn.choice("\x00é/%{")
            else:
                place[key] = drawn.choice(JUNK)
            break
    return message


def alive(session: Session) -> None:
    """The session goes on: it takes a step, and what it tells can be read."""
    while session.restoring:
        session.work()
    handle(session, {"kind": "reset"})
    session.messages.clear()
    handle(session, {"kind": "step", "n": 2})
    assert session.run.step == 2
    assert not [m for m in session.messages if m["level"] == "error"]
    header, _ = unpack(Framer().frame(session))
    assert header["status"]["step"] == 2


@pytest.mark.parametrize("kind", HANDLERS)
def test_a_message_that_makes_no_sense_is_answered_in_words(kind, session):
    drawn = random.Random(kind)
    told = 0
    for number in range(300 if kind in SENSIBLE else 20):
        message = {"kind": kind, **SENSIBLE.get(kind, {}), "id": number}
        handle(session, {**spoiled(message, drawn), "kind": kind})
        for said in session.messages:
            told += 1
            assert said["level"] in ("error", "warning", "info")
            assert "Traceback" not in said["text"]
            assert len(said["text"]) < 1100
        session.messages.clear()
        session.files.clear()
        session.playing = False
        if session.restoring:
            session.work()
    alive(session)
    if SENSIBLE.get(kind) and kind not in ("step", "speed", "export"):
        assert told > 50


def test_messages_of_no_kind_are_answered_in_words(session):
    for kind in (*JUNK, "eval", "__class__", "handle"):
        handle(session, {"kind": kind, "id": 1})
        assert session.messages.pop()["level"] == "error"
    handle(session, {})
    assert session.messages.pop()["level"] == "error"
    alive(session)


def test_a_link_with_anything_wrong_in_it_is_refused_or_replayed(session):
    handle(session, {"kind": "step", "n": 6})
    handle(session, {"kind": "set", "name": "lr", "value": 0.12})
    handle(session, {"kind": "fork", "step": 3, "settings": {"lr": 0.1}})
    handle(session, {"kind": "step", "n": 4})
    good = session.share()
    data = json.loads(zlib.decompress(base64.urlsafe_b64decode(good + "=" * (-len(good) % 4))))
    drawn = random.Random(0)
    refused = 0
    for number in range(2500):
        wrong = spoiled(data, drawn)
        try:
            text = json.dumps(wrong).encode()
        except (TypeError, ValueError):
            continue
        packed = base64.urlsafe_b64encode(zlib.compress(text, 1)).decode().rstrip("=")
        try:
            decode(packed)
        except LabError:
            refused += 1
        if number % 10 == 0:  # what decodes has still to make sense to a session
            handle(session, {"kind": "restore", "share": packed})
            for _ in range(200):
                if not session.restoring:
                    break
                session.work()
            session.messages.clear()
    assert refused > 500
    alive(session)


def test_a_link_with_any_bytes_wrong_is_refused(session):
    handle(session, {"kind": "step", "n": 6})
    good = session.share()
    drawn = random.Random(1)
    letters = "ABCxyz019-_=+/ %\x00é"
    for _ in range(2500):
        text = list(good)
        for _ in range(drawn.randint(1, 4)):
            at = drawn.randrange(len(text))
            text[at : at + drawn.randint(0, 3)] = drawn.choice(letters)
        with suppress(LabError):  # nothing else may be raised
            assert decode("".join(text)).branches
    np.testing.assert_equal(session.run.step, 6)
