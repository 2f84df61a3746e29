"""A run is a function of its settings, seed and commands: to the last bit."""

import dataclasses
import math

import numpy as np
import pytest
import torch
from descentkernels import DescentError, ModuleObjective
from descentkernels.criteria import cross_entropy
from descentlab import LabError, load, run
from descentlab.problem import Problem
from descentlab.runs.checkpoints import Checkpoints
from descentlab.runs.run import Run
from descentlab.runs.trace import Trace
from hypothesis import given, settings
from hypothesis import strategies as st


def steered(small):
    """A run with five commands of every kind, at step 41."""
    small.advance(9)
    small.apply("set", name="lr", value=0.6)
    small.advance(8)
    small.apply("kick", amount=0.2)
    small.apply("set", name="plane", value="top_eigenvectors")
    small.apply("move", plane=small.artefact("landscape").base_step, x=0.1, y=-0.2)
    small.advance(20)
    small.apply("set", name="lr", value=0.2)
    small.advance(4)
    return small


def test_replay_gives_the_same_bytes_on_both_branches(small_run):
    main = steered(small_run)
    branch = main.fork(20, lr=0.05)
    branch.advance(15)
    branch.apply("kick", amount=-0.3)
    branch.advance(5)
    assert len(main.commands) == 5
    assert main.replay().trace.same_bytes(main.trace)
    assert branch.replay().trace.same_bytes(branch.trace)
    assert torch.equal(branch.replay().w, branch.w)


def test_a_branch_shares_the_past_and_leaves_its_parent_alone(small_run):
    main = steered(small_run)
    before = main.trace.copy(main.step)
    branch = main.fork(20, lr=0.05)
    assert branch.step == 20
    assert main.trace.copy(19).same_bytes(branch.trace.copy(19))
    branch.advance(30)
    assert main.step == 41
    assert main.trace.same_bytes(before)


def test_the_threshold_bends_at_the_fork(small_run):
    small_run.advance(10)
    branch = small_run.fork(6, lr=0.1)
    branch.advance(4)
    line = branch.trace.series("threshold")
    assert line.values[:6] == pytest.approx(2 / 0.3)
    assert line.values[6:] == pytest.approx(2 / 0.1)


@pytest.fixture(scope="module")
def sought() -> tuple[Run, Trace]:
    """A steered run and its whole past, which every return to the end has to restore."""
    small = steered(run("edge_of_stability", width=2, examples=12, lr=0.3))
    return small, small.trace.copy(small.step)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 41), st.integers(0, 41))
def test_seeking_back_and_playing_on_gives_the_same_future(sought, first, second):
    small, whole = sought
    low, high = sorted((first, second))
    small.seek(high)
    small.seek(low)
    assert small.step == low
    small.advance(41 - low)
    assert small.trace.same_bytes(whole)


def test_the_same_future_when_checkpoints_are_thinned_to_a_tiny_budget(small_run):
    small_run._checkpoints = Checkpoints(budget=1)
    small_run._checkpoints.offer(small_run.now)
    whole = steered(small_run).trace.copy(41)
    assert small_run._checkpoints.spacing > 8
    small_run.seek(33)
    small_run.advance(8)
    assert small_run.trace.same_bytes(whole)


def test_a_step_is_gradient_descent(small_run):
    w = small_run.w
    gradient = small_run.problem.objective.gradient(w)
    small_run.advance()
    assert torch.equal(small_run.w, w - 0.3 * gradient)


def test_a_command_changes_the_record_of_its_own_step(small_run):
    small_run.advance(5)
    loss = small_run.trace.series("loss").values[5]
    small_run.apply("kick", amount=1.0)
    series = small_run.trace.series("loss")
    assert list(series.steps) == [0, 1, 2, 3, 4, 5]
    assert series.values[5] != loss


def test_a_kick_moves_by_its_amount_along_the_top_eigenvector(small_run):
    w, top = small_run.w, small_run.artefact("eigenvalues").top
    small_run.apply("kick", amount=0.25)
    moved = small_run.w - w
    assert float(moved.norm()) == pytest.approx(0.25, rel=1e-4)  # float32
    assert float(moved @ top) == pytest.approx(0.25, rel=1e-4)


def test_a_move_stays_in_the_plane_and_arrives(small_run):
    small_run.advance(12)
    small_run.apply("set", name="rebase", value=0)
    landscape = small_run.artefact("landscape")
    w = small_run.w
    small_run.apply("move", plane=landscape.base_step, x=0.3, y=-0.1)
    assert landscape.plane.coordinates(small_run.w).tolist() == pytest.approx([0.3, -0.1], abs=1e-5)
    moved = (small_run.w - w).double()
    inside = landscape.plane.axes.double() @ moved
    assert float(inside.norm()) == pytest.approx(float(moved.norm()), rel=1e-5)


def test_dragging_logs_one_command_and_the_path_of_the_drag_does_not_matter(small_run):
    small_run.advance(12)
    plane = small_run.artefact("landscape").base_step
    straight = small_run.fork()
    for x in (0.1, 0.7, -0.4, 0.2):
        small_run.apply("move", plane=plane, x=x, y=x / 2)
    straight.apply("move", plane=plane, x=0.2, y=0.1)
    small_run.advance(5)
    straight.advance(5)
    assert len(small_run.commands) == 1
    assert small_run.trace.same_bytes(straight.trace)


def test_settings_placed_together_are_one_command_and_the_last_of_a_drag_counts(small_run):
    small_run.advance(3)
    straight = small_run.fork()
    for lr in (0.5, 1.5, 0.7):
        small_run.apply("place", values={"lr": lr, "rebase": 7})
    straight.apply("set", name="rebase", value=7)
    straight.apply("set", name="lr", value=0.7)
    assert [c.to_json() for c in small_run.commands] == [[3, "place", {"lr": 0.7, "rebase": 7}]]
    small_run.apply("place", values={"lr": 0.8})
    assert len(small_run.commands) == 2
    straight.apply("set", name="lr", value=0.8)
    small_run.advance(3)
    straight.advance(3)
    assert small_run.trace.same_bytes(straight.trace)


@pytest.mark.parametrize(
    ("kind", "args", "says"),
    [
        ("place", {"values": {"lr": 0.5, "width": 8}}, "cannot change mid-run"),
        ("place", {"values": {"lr": 0.5, "rebase": -1}}, "rebase"),
        ("place", {"values": {}}, "expected values by the names"),
        ("place", {"values": "lr"}, "expected values by the names"),
        ("set", {"name": "width", "value": 8}, "cannot change mid-run"),
        ("set", {"name": "lr", "value": -1.0}, "0.001 to 20"),
        ("set", {"name": "speed", "value": 1}, "Expected a setting among"),
        ("kick", {"amount": math.inf}, "finite"),
        ("kick", {"amount": "far"}, "finite"),
        ("move", {"plane": 999, "x": 0.0, "y": 0.0}, "plane"),
        ("jump", {}, "Expected a command among"),
        ("kick", {}, "expected the arguments amount"),
    ],
)
def test_a_command_that_makes_no_sense_leaves_the_run_as_it_was(small_run, kind, args, says):
    small_run.advance(3)
    before, w = small_run.trace.copy(3), small_run.w
    with pytest.raises(LabError, match=says):
        small_run.apply(kind, **args)
    assert small_run.commands == []
    assert small_run.trace.same_bytes(before)
    assert small_run.w is w


def test_the_past_is_not_rewritten(small_run):
    main = steered(small_run)
    main.seek(12)
    with pytest.raises(LabError, match="Fork the run"):
        main.apply("kick", amount=0.1)
    assert len(main.commands) == 5


def test_a_diverged_run_stops_and_can_be_forked_from_before(small_run):
    small_run.apply("set", name="lr", value=20.0)
    moved = small_run.advance(2000)
    assert moved < 2000
    assert small_run.diverged
    assert small_run.advance() == 0
    assert not np.isfinite(small_run.trace.series("loss").values[-1])
    with pytest.raises(LabError, match="Fork it"):
        small_run.apply("set", name="lr", value=0.1)
    branch = small_run.fork(0, lr=0.1)
    assert branch.advance(50) == 50
    losses = branch.trace.series("loss").values
    assert np.isfinite(losses).all()
    assert losses[-1] < losses[0]


def test_a_run_in_float64_has_diverged_when_its_loss_is_beyond_float32():
    bowl = run("quadratic_stability", lr=0.3)  # the loss grows by the factor 4 at every step
    bowl.advance(200)
    assert bowl.diverged
    assert 60 < bowl.step < 70
    assert bowl.trace.series("loss").values[-1] > 3e38 > bowl.trace.series("loss").values[-2]


@pytest.mark.parametrize("step", [-1, 6, 10**9])
def test_seek_and_fork_say_which_steps_there_are(small_run, step):
    small_run.advance(5)
    for travel in (small_run.seek, small_run.fork):
        with pytest.raises(LabError, match="from 0 to 5"):
            travel(step)


def test_reading_without_recording_leaves_the_trace_alone(small_run):
    small_run.advance(3)
    before = small_run.trace.copy(3)
    reading = small_run.read("density")
    assert np.isfinite(reading.values["density"]).all()
    assert small_run.trace.same_bytes(before)
    small_run.advance(3)
    twin = small_run.replay()
    assert twin.trace.same_bytes(small_run.trace)


def test_data_with_nan_are_refused_and_named():
    def build(settings):
        images = torch.randn(8, 3)
        images[2, 1] = math.nan
        targets = torch.zeros(8, dtype=torch.long)
        network = torch.nn.Linear(3, 2)
        objective = ModuleObjective(
            network, images, targets, cross_entropy, device="cpu", dtype=torch.float32
        )
        return Problem(objective, objective.flat(network), objective.layout)

    edge = load("edge_of_stability")
    spoilt = dataclasses.replace(edge, problem=dataclasses.replace(edge.problem, build=build))
    with pytest.raises(DescentError, match=r"inputs.*finite|finite.*inputs"):
        run(spoilt)
