"""Bookmarks, commands taken back, and runs that join from a link."""

from dataclasses import replace

import numpy as np
import pytest
from descentlab.catalog import load
from descentlab.errors import LabError
from descentlab.frames import unpack
from descentlab.runs.command import Command
from descentlab.runs.run import Run
from descentlab.share import decode, encode
from descentlab.worker.budget import Budget
from descentlab.worker.framing import Framer
from descentlab.worker.handlers import handle
from descentlab.worker.session import Session
from hypothesis import given, settings
from hypothesis import strategies as st

SMALL = {"width": 3, "examples": 20, "lr": 0.3}


def make(budget=None, **other) -> Session:
    exhibit = load("edge_of_stability")
    return Session(exhibit, exhibit.settings(**{**SMALL, **other}), budget)


def say(session, kind, **rest):
    handle(session, {"kind": kind, **rest})
    while session.restoring:
        session.work()


def errors(session) -> list[str]:
    said = [m["text"] for m in session.messages if m["level"] == "error"]
    session.messages.clear()
    return said


def header(session) -> dict:
    return unpack(Framer().frame(session))[0]


def given_commands(run: Run, script) -> None:
    """Steps and commands in turn: (steps to make first, kind, amount)."""
    for steps, kind, amount in script:
        run.advance(steps)
        if kind == "kick":
            run.apply("kick", amount=amount)
        else:
            run.apply("set", name="lr", value=0.2 + amount)


SCRIPTS = st.lists(
    st.tuples(
        st.integers(0, 6), st.sampled_from(["kick", "set"]), st.sampled_from([0.05, 0.1, 0.2])
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=10, deadline=None)
@given(SCRIPTS, st.integers(0, 5), st.data())
def test_a_run_forked_before_a_command_is_one_that_never_had_it(script, more, data):
    exhibit = load("quadratic_stability")
    run = Run(exhibit, exhibit.settings())
    given_commands(run, script)
    run.advance(more)
    before = run.trace.copy(run.step)
    index = data.draw(st.integers(0, len(run.commands) - 1))
    twin = run.fork_before(index)
    never = Run(exhibit, run.initial)
    never.follow(run.commands[:index])
    never.advance(run.commands[index].step)
    assert twin.commands == never.commands
    for one in (twin, never):
        one.advance(3)
    assert twin.trace.same_bytes(never.trace)
    assert run.trace.same_bytes(before)


@pytest.mark.parametrize("index", [-1, 1, 0.0, True, None, "0"])
def test_only_a_command_there_is_can_be_taken_back(index):
    exhibit = load("quadratic_stability")
    run = Run(exhibit)
    run.apply("set", name="lr", value=0.5)
    with pytest.raises(LabError, match="one of the 1 commands"):
        run.fork_before(index)


def test_taking_back_again_and_again_leaves_one_branch_and_the_old_one_whole():
    session = make()
    for step, lr in ((4, 0.5), (3, 0.7), (5, 0.9)):
        say(session, "step", n=step)
        say(session, "set", name="lr", value=lr)
    kept = session.run.trace.copy(session.run.step)
    say(session, "undo")
    assert (session.active, session.run.step, session.run.settings.lr) == (1, 12, 0.7)
    say(session, "undo")
    assert (len(session.branches), session.active) == (2, 1)
    assert (session.run.step, session.run.settings.lr) == (7, 0.5)
    assert session.branches[0].run.trace.same_bytes(kept)
    say(session, "step", n=2)  # moved on: the next one is a branch beside it, of main
    say(session, "undo")
    assert [b.parent for b in session.branches] == [None, 0, 0]
    assert (session.run.step, session.run.commands) == (4, [])
    say(session, "undo")
    assert "has none" in errors(session)[0]
    entries = header(session)["log"]
    assert [(e["branch"], e["index"]) for e in entries if "index" in e] == [(0, 0), (0, 1), (0, 2)]
    twin = make()
    say(twin, "restore", share=session.share())
    for mine, theirs in zip(session.branches, twin.branches, strict=True):
        assert mine.run.trace.same_bytes(theirs.run.trace)


def test_a_bookmark_is_of_the_moment_wherever_it_was_set_from():
    session = make()
    say(session, "step", n=12)
    say(session, "bookmark", step=5, name="  the   turn ")
    say(session, "fork", step=8)
    say(session, "step", n=3)
    say(session, "bookmark", step=5, name="the bend")  # the shared past: one mark, renamed
    say(session, "bookmark", step=9, name="")
    assert header(session)["bookmarks"] == [
        {"branch": 0, "step": 5, "name": "the bend"},
        {"branch": 1, "step": 9, "name": "step 9"},
    ]
    twin = make()
    say(twin, "restore", share=session.share())
    assert header(twin)["bookmarks"] == header(session)["bookmarks"]
    assert errors(twin) == []
    say(session, "remove_branch", index=0)  # what the fork shares stays with it
    assert header(session)["bookmarks"] == [
        {"branch": 0, "step": 5, "name": "the bend"},
        {"branch": 0, "step": 9, "name": "step 9"},
    ]
    say(session, "unbookmark", index=0)
    assert [m["step"] for m in header(session)["bookmarks"]] == [9]


def test_bookmarks_have_a_limit_and_a_place():
    session = make()
    say(session, "step", n=60)
    for step in range(51):
        say(session, "bookmark", step=step, name="x")
    assert "at most 50 bookmarks" in errors(session)[0]
    for step in (61, -1, 2.5, None, True):
        say(session, "bookmark", step=step, name="x")
        assert "Expected a step of 'main' from 0 to 60" in errors(session)[0]
    say(session, "unbookmark", index=50)
    assert "Expected one of 50 bookmarks" in errors(session)[0]


def test_the_runs_of_another_link_come_in_beside_those_there_are():
    other = make(width=4)
    say(other, "step", n=6)
    say(other, "fork", step=4, settings={"lr": 0.8})
    say(other, "step", n=3)
    say(other, "bookmark", step=2, name="early")
    session = make()
    say(session, "step", n=5)
    kept, generation = session.run, session.generation
    say(session, "join", share=other.share())
    assert errors(session) == []
    assert (session.run, session.active, session.generation) == (kept, 0, generation)
    assert [b.name for b in session.branches] == ["main", "main (2)", "fork at 4"]
    assert [b.parent for b in session.branches] == [None, None, 1]
    assert session.branches[1].run.initial.width == 4
    assert header(session)["bookmarks"] == [{"branch": 1, "step": 2, "name": "early"}]
    for mine, theirs in zip(session.branches[1:], other.branches, strict=True):
        assert mine.run.trace.same_bytes(theirs.run.trace)
    twin = make(width=2)  # and the link of it all has both roots
    say(twin, "restore", share=session.share())
    assert twin.share() == session.share()
    for mine, theirs in zip(session.branches, twin.branches, strict=True):
        assert mine.run.trace.same_bytes(theirs.run.trace)
    say(session, "remove_branch", index=1)
    assert [b.parent for b in session.branches] == [None, None]
    assert decode(session.share()).branches[1].settings["width"] == 4


def test_a_screen_is_told_of_every_step_of_a_join_while_it_goes_on_showing_its_run():
    session, other, framer = make(), make(), Framer()
    say(other, "step", n=4)
    framer.frame(session)
    handle(session, {"kind": "join", "share": other.share()})
    told = []
    while session.restoring:
        next(session.restoration._steps, None) if len(told) < 3 else session.work()
        assert framer.has_news(session)
        told.append(unpack(framer.frame(session))[0])
    assert [t["active"] for t in told] == [0] * len(told)
    assert told[1]["status"]["text"] == "replaying the link: step 2"


def test_what_cannot_join_is_refused_in_words_and_changes_nothing():
    session = make(Budget(max_steps=10, max_branches=2))
    elsewhere = Session(load("quadratic_stability"))
    long, many = make(), make()
    say(long, "step", n=11)
    say(many, "step", n=2)
    say(many, "fork", step=1)
    for link, words in (
        (elsewhere.share(), "Expected a link to 'edge_of_stability'"),
        (long.share(), "at most 10 steps"),
        (many.share(), "at most 2 branches"),
        ("garbage", "share button"),
    ):
        say(session, "join", share=link)
        assert words in errors(session)[0]
        assert len(session.branches) == 1


def test_a_link_edited_by_hand_ends_in_a_word_not_in_a_traceback():
    session = make()
    good = decode(session.share())
    for command in (
        Command(1, "set", {"name": ["lr"], "value": 1}),
        Command(1, "set", {"name": "lr", "value": {}}),
        Command(1, "place", {"values": {"lr": "fast"}}),
        Command(1, "kick", {"amount": 1e400}),
    ):
        bent = replace(good, branches=(replace(good.branches[0], step=3, commands=(command,)),))
        say(session, "restore", share=encode(bent))
        assert "could not be replayed to its end" in errors(session)[0]
        say(session, "reset")
        say(session, "step", n=2)
        assert (errors(session), session.run.step) == ([], 2)


def test_a_branch_takes_a_name_of_its_own():
    session = make()
    say(session, "fork", step=0)
    ids = [b.id for b in session.branches]
    say(session, "rename", index=1, name="  main ")
    assert [b.name for b in session.branches] == ["main", "main (2)"]
    assert [b["id"] for b in header(session)["branches"]] == ids
    say(session, "rename", index=1, name=" ")
    assert "Expected a name" in errors(session)[0]


def test_when_a_root_goes_its_forks_share_the_past_they_shared():
    session = make()
    say(session, "step", n=9)
    for step in (6, 4):
        say(session, "branch", index=0)
        say(session, "fork", step=step, settings={"lr": 0.1 * step})
        say(session, "step", n=5)
    say(session, "remove_branch", index=0)
    assert [(b.parent, b.fork_step) for b in session.branches] == [(None, 0), (0, 4)]
    first, second = (b.run.trace.series("loss").values for b in session.branches)
    assert np.array_equal(first[:4], second[:4])
    twin = make()
    say(twin, "restore", share=session.share())
    for mine, theirs in zip(session.branches, twin.branches, strict=True):
        assert mine.run.trace.same_bytes(theirs.run.trace)
