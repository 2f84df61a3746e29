"""A session does what messages say, survives what makes no sense, and comes back from a link."""

import numpy as np
import pytest
from descentlab.catalog import load
from descentlab.frames import unpack
from descentlab.worker.budget import Budget
from descentlab.worker.framing import Framer
from descentlab.worker.handlers import handle
from descentlab.worker.session import Session
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SMALL = {"width": 4, "examples": 30, "lr": 0.3}


def make(budget=None) -> Session:
    exhibit = load("edge_of_stability")
    return Session(exhibit, exhibit.settings(**SMALL), budget)


def say(session, kind, **rest):
    handle(session, {"kind": kind, **rest})


def errors(session) -> list[str]:
    said = [m["text"] for m in session.messages if m["level"] == "error"]
    session.messages.clear()
    return said


def finish(session):
    while session.restoring:
        session.work()


@pytest.fixture
def session():
    return make()


def test_a_shared_session_comes_back_bit_for_bit(session):
    say(session, "step", n=10)
    say(session, "set", name="lr", value=0.5)
    say(session, "step", n=5)
    say(session, "kick", amount=0.1)
    plane = session.run.artefact("landscape").base_step
    say(session, "move", plane=plane, x=0.1, y=0.1, drop=True)
    say(session, "step", n=12)
    say(session, "fork", step=12, settings={"lr": 0.05})
    say(session, "step", n=20)
    say(session, "branch", index=0)
    say(session, "set", name="lr", value=0.1)  # the parent is steered after the fork
    say(session, "step", n=3)
    link = session.share()
    twin = make()
    say(twin, "restore", share=link)
    assert twin.restoring
    finish(twin)
    assert errors(session) == errors(twin) == []
    assert len(twin.branches) == 2
    assert twin.active == 0
    for mine, theirs in zip(session.branches, twin.branches, strict=True):
        assert mine.run.trace.same_bytes(theirs.run.trace)
    assert twin.share() == link


def test_a_screen_hears_of_a_branch_before_its_numbers_while_a_link_is_replayed(session):
    say(session, "step", n=6)
    say(session, "fork", step=3)
    say(session, "step", n=4)
    twin, framer = make(), Framer()
    known = 0
    say(twin, "restore", share=session.share())
    while twin.restoring:
        next(twin.restoration._steps) if twin.run.step < 5 else twin.work()
        header, _ = unpack(framer.frame(twin))
        known = len(header.get("branches", range(known)))
        assert all(block["branch"] < known for block in header["blocks"])
    assert known == 2


def test_a_parent_steered_at_the_very_step_of_a_fork_is_restored(session):
    say(session, "step", n=6)
    say(session, "kick", amount=0.1)
    say(session, "fork", step=6, settings={"lr": 0.2})
    say(session, "step", n=4)
    say(session, "branch", index=0)
    say(session, "kick", amount=-0.2)
    say(session, "step", n=4)
    twin = make()
    say(twin, "restore", share=session.share())
    finish(twin)
    for mine, theirs in zip(session.branches, twin.branches, strict=True):
        assert mine.run.trace.same_bytes(theirs.run.trace)


def test_a_restart_setting_restarts_and_keeps_the_others(session):
    say(session, "set", name="lr", value=0.7)
    say(session, "step", n=3)
    generation = session.generation
    say(session, "set", name="width", value=6)
    assert (session.run.step, session.run.settings.width, session.run.settings.lr) == (0, 6, 0.7)
    assert session.generation > generation
    header, _ = unpack(Framer().frame(session))
    assert any("width" in entry["text"] for entry in header["log"])


@pytest.mark.parametrize(
    ("name", "value", "becomes"), [("width", 0, 1), ("lr", -1, 1e-3), ("lr", 99, 20.0)]
)
def test_a_number_out_of_range_is_clamped_and_said(session, name, value, becomes):
    say(session, "set", name=name, value=value)
    assert getattr(session.run.settings, name) == becomes
    (message,) = session.messages
    assert message["level"] == "warning"
    assert str(value) in message["text"]


@pytest.mark.parametrize(
    "message",
    [
        {"kind": "set", "name": "lr", "value": "fast"},
        {"kind": "set", "name": "nothing", "value": 1},
        {"kind": "set"},
        {"kind": "place"},
        {"kind": "place", "values": {"lr": 0.1, "nothing": 1}},
        {"kind": "fork", "step": 999},
        {"kind": "fork", "step": None},
        {"kind": "branch", "index": 4},
        {"kind": "remove_branch", "index": 0},
        {"kind": "move", "plane": 0, "x": float("nan"), "y": 0},
        {"kind": "move", "plane": 77, "x": 0, "y": 0},
        {"kind": "kick", "amount": float("inf")},
        {"kind": "restore", "share": "garbage"},
        {"kind": "speed", "value": -3},
        {"kind": "__class__"},
        {"kind": None},
        {"kind": ["play"]},
        {},
    ],
)
def test_a_message_that_makes_no_sense_is_answered_and_changes_nothing(session, message):
    say(session, "step", n=4)
    before = session.run.trace.copy(4)
    handle(session, message)
    assert len(errors(session)) == 1
    assert session.run.step == 4
    assert session.run.trace.same_bytes(before)
    say(session, "step")
    assert session.run.step == 5


WILD = st.dictionaries(
    st.sampled_from(
        ["name", "value", "values", "step", "index", "x", "y", "plane", "amount", "n", "id"]
    ),
    st.one_of(
        st.integers(-5, 50),
        st.floats(),
        st.none(),
        st.sampled_from(["lr", "width"]),
        st.booleans(),
        st.dictionaries(st.sampled_from(["lr", "width"]), st.floats()),
    ),
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [
                    "play",
                    "pause",
                    "step",
                    "set",
                    "place",
                    "move",
                    "kick",
                    "fork",
                    "branch",
                    "remove_branch",
                    "reset",
                    "hello",
                    "speed",
                    "share",
                    "bookmark",
                    "unbookmark",
                    "undo",
                    "rename",
                    "junk",
                ]
            ),
            WILD,
        ),
        max_size=6,
    )
)
def test_no_sequence_of_messages_raises_or_breaks_the_frames(messages):
    session = make(Budget(max_steps=40, max_branches=3))
    framer = Framer()
    for kind, rest in messages:
        say(session, kind, **rest)
        session.work()
        header, payload = unpack(framer.frame(session))
        for block in header["blocks"]:
            if block["type"] == "series":
                end = block["at"] + block["rows"] * (1 + block["cols"])
                assert end <= len(payload)


def test_a_run_at_rest_is_looked_at_closer_without_changing_its_record(session, monkeypatch):
    monkeypatch.setattr("descentlab.worker.rest.STILL", 0.0)
    say(session, "step", n=7)
    while session.work():
        pass
    header, payload = unpack(Framer().frame(session))
    arrays = [b for b in header["blocks"] if b["type"] == "array"]
    seen = {(b["name"], b["step"]): b for b in arrays if b["name"].startswith("density")}
    assert {step for _, step in seen} == {0, 7}
    assert [seen["density", step]["rest"] for step in (0, 7)] == [False, True]
    assert [seen["density", step]["row"] for step in (0, 7)] == [0, -1]
    x, y = (
        payload[seen[name, 7]["at"] :][: seen[name, 7]["shape"][0]]
        for name in ("density_x", "density")
    )
    assert np.trapezoid(y, x) == pytest.approx(1, abs=0.05)
    assert list(session.run.trace.series("density").steps) == [0]
    assert session.run.replay().trace.same_bytes(session.run.trace)
    say(session, "step")


def test_the_budget_holds(session):
    session = make(Budget(max_steps=7, max_branches=2))
    say(session, "step", n=50)
    say(session, "play")
    session.work()
    assert session.run.step == 7
    assert not session.playing
    assert "step 7" in session.messages[-1]["text"]
    say(session, "fork", step=2)
    say(session, "fork", step=2)
    assert len(session.branches) == 2
    assert "at most 2 branches" in errors(session)[-1]
    say(session, "restore", share=make().share())
    assert errors(session) == []


def test_removing_a_branch_leaves_a_session_that_can_be_shared(session):
    say(session, "step", n=5)
    say(session, "fork", step=2)
    say(session, "branch", index=0)
    say(session, "fork", step=3)
    say(session, "step", n=4)
    say(session, "remove_branch", index=0)
    assert [b.parent for b in session.branches] == [None, 0]
    assert session.active == 1
    twin = make()
    say(twin, "restore", share=session.share())
    finish(twin)
    assert errors(twin) == []
    for mine, theirs in zip(session.branches, twin.branches, strict=True):
        assert mine.run.trace.same_bytes(theirs.run.trace)


def test_a_drag_across_a_new_plane_lands_where_the_pointer_was(session):
    say(session, "step", n=14)
    old = session.branch.shelf.pictures[-2].landscape
    w = session.run.w
    wanted = old.plane.displaced(w, 0.2, 0.1)
    say(session, "move", plane=old.base_step, x=0.2, y=0.1, drop=False)
    assert session.dragging
    assert errors(session) == []
    now = session.run.artefact("landscape").plane
    assert now.coordinates(session.run.w).tolist() == pytest.approx(
        now.coordinates(wanted).tolist(), abs=1e-4
    )


def test_many_steps_at_once_keep_the_planes_laid_on_the_way():
    at_once, one_by_one = make(), make()
    say(at_once, "step", n=30)
    for _ in range(30):
        say(one_by_one, "step")
    bases = [[p.base_step for p in s.branch.shelf.pictures] for s in (at_once, one_by_one)]
    assert bases[0] == bases[1]
    assert len(bases[0]) > 3


def test_the_run_rests_while_a_drag_is_on(session):
    say(session, "play")
    session.work()
    say(session, "move", plane=0, x=0.0, y=0.0, drop=False)
    step = session.run.step
    for _ in range(5):
        session.work()
    assert session.run.step == step
    say(session, "move", plane=0, x=0.0, y=0.0, drop=True)
    assert session.moving


def test_divergence_is_told_and_the_session_goes_on(session):
    say(session, "set", name="lr", value=20.0)
    say(session, "play")
    say(session, "speed", value=0)
    for _ in range(3000):
        session.work()
        if not session.playing:
            break
    header, _ = unpack(Framer().frame(session))
    assert header["status"]["state"] == "diverged"
    assert "reset" in header["status"]["text"]
    say(session, "fork", step=0, settings={"lr": 0.1})
    say(session, "step", n=5)
    assert errors(session) == []
    assert session.run.step == 5


def test_a_field_the_problem_does_not_have_is_told_once_and_the_loss_is_shown():
    exhibit = load("loss_landscape")
    mse = {"width": 2, "examples": 20, "loss": "mse"}
    session = Session(exhibit, exhibit.settings(**mse), None)
    say(session, "set", name="field", value="radius")
    for _ in range(200):
        if not session.work():
            break
    told = [m["text"] for m in session.messages if m["level"] == "warning"]
    assert len(told) == 1
    assert "mean squared error" in told[0]
    assert [p.shows for p in session.branch.shelf.pictures] == ["loss"]
    say(session, "step")
    session.work()
    assert session.run.step == 1
