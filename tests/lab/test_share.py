"""A link carries a session whole, and a damaged one is refused with a word."""

import base64
import json
import zlib

import pytest
from descentlab.errors import LabError
from descentlab.runs.command import Command
from descentlab.share import Shared, SharedBookmark, SharedBranch, decode, encode
from hypothesis import given
from hypothesis import strategies as st

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
COMMANDS = st.one_of(
    st.builds(lambda s, a: Command(s, "kick", {"amount": a}), st.integers(0, 99), NUMBERS),
    st.builds(
        lambda s, v: Command(s, "set", {"name": "lr", "value": v}), st.integers(0, 99), NUMBERS
    ),
    st.builds(
        lambda s, v: Command(s, "place", {"values": {"lr": v, "rebase": 5}}),
        st.integers(0, 99),
        NUMBERS,
    ),
    st.builds(
        lambda s, x, y: Command(s, "move", {"plane": 0, "x": x, "y": y}),
        st.integers(0, 99),
        NUMBERS,
        NUMBERS,
    ),
)


SETTINGS = st.fixed_dictionaries({}, optional={"lr": NUMBERS, "loss": st.sampled_from(["mse"])})
STEPS = st.integers(0, 10**6)


@st.composite
def sessions(draw):
    """Any session: roots with settings of their own, forks of any earlier branch, bookmarks."""
    branches = []
    for at in range(draw(st.integers(1, 5))):
        parent = None if at == 0 else draw(st.none() | st.integers(0, at - 1))
        fork, step = sorted((draw(STEPS), draw(STEPS)))
        commands = tuple(draw(st.lists(COMMANDS, max_size=4)))
        settings = draw(SETTINGS) if parent is None else {}
        name = draw(st.text(max_size=8))
        branches.append(SharedBranch(name, parent, fork, step, commands, settings))
    at = st.integers(0, len(branches) - 1)
    marks = st.builds(SharedBookmark, at, STEPS, st.text(max_size=8))
    return Shared(
        "edge_of_stability",
        tuple(branches),
        draw(at),
        tuple(draw(st.lists(marks, max_size=3))),
        draw(st.none() | st.just({"name": "my.csv", "sha256": "ab" * 32})),
    )


@given(sessions())
def test_what_goes_in_comes_out(shared):
    assert decode(encode(shared)) == shared


def test_a_link_of_version_1_still_opens():
    data = {"v": 1, "e": "x", "s": {"lr": 0.3}, "a": 1}
    data["b"] = [["main", None, 0, 12, [[10, "set", "lr", 0.5]]], ["fork at 4", 0, 4, 9, []]]
    old = base64.urlsafe_b64encode(zlib.compress(json.dumps(data).encode())).decode().rstrip("=")
    command = Command(10, "set", {"name": "lr", "value": 0.5})
    main = SharedBranch("main", None, 0, 12, (command,), {"lr": 0.3})
    assert decode(old) == Shared("x", (main, SharedBranch("fork at 4", 0, 4, 9, ())), 1)


@given(st.text(max_size=60))
def test_garbage_is_refused_and_never_raises_anything_else(text):
    with pytest.raises(LabError, match="link"):
        decode(text)


def test_a_link_cut_short_is_refused():
    text = encode(Shared("x", (SharedBranch("main", None, 0, 5, ()),)))
    for length in range(len(text) - 1):
        with pytest.raises(LabError, match="Copy the whole link"):
            decode(text[:length])


@pytest.mark.parametrize(
    "branches",
    [
        (),
        (SharedBranch("orphan", 0, 0, 5, ()),),
        (SharedBranch("main", None, 0, 5, ()), SharedBranch("of a later one", 1, 0, 5, ())),
        (SharedBranch("main", None, 0, 5.0, ()),),
        (SharedBranch("main", None, 0, 5, ()), SharedBranch("before it starts", 0, 4, 3, ())),
    ],
)
def test_branches_that_do_not_fit_together_are_refused(branches):
    with pytest.raises(LabError, match="link"):
        decode(encode(Shared("x", branches)))


def test_a_small_link_cannot_unpack_to_a_huge_session():
    bomb = encode(Shared("x", (SharedBranch("m", None, 0, 5, (), {"a": "0" * 5_000_000}),)))
    assert len(bomb) < 20_000
    with pytest.raises(LabError, match="link"):
        decode(bomb)


def test_a_session_of_a_dozen_commands_fits_a_pasted_link():
    commands = tuple(
        Command(10 * i, "move", {"plane": i, "x": 0.123456789 * i, "y": -0.9}) for i in range(12)
    )
    main = SharedBranch("main", None, 0, 500, commands, {"lr": 0.37})
    assert len(encode(Shared("edge_of_stability", (main,)))) < 500
