"""The optimizer beside its flows: who moves, who takes over from whom."""

from dataclasses import dataclass

import numpy as np
import pytest
import torch
from descentkernels import FunctionObjective, flows, stability
from descentlab import run
from descentlab.problem import Problem
from descentlab.processes.comparison import CENTRAL, MIDPOINT, STABLE
from descentlab.runs.point import Point
from descentlab.runs.state import State
from descentlab.update_rules import load_rule
from descentlab.update_rules.gradient_descent import GradientDescentSettings
from descentlab.update_rules.heavy_ball import MomentumSettings


@dataclass(frozen=True)
class Bowl(MomentumSettings, GradientDescentSettings):
    """What a rule with momentum reads."""


SMALL = {"width": 8, "examples": 60, "lead": "optimizer"}


@pytest.fixture(scope="module")
def at_edge():
    """A run that the central flow has led to the edge and handed over, some steps later."""
    led = run("central_flow", width=8, examples=60, lead=CENTRAL, lr=0.8)
    while led.now.state.carried.main is not None or led.step == 0:
        led.advance(5)
        assert led.step < 400, "the flow never came to the edge"
    led.advance(20)
    return led


def test_the_run_is_the_optimizer_and_the_midpoint_the_mean_of_its_neighbours():
    beside = run("central_flow", **SMALL)
    weights, middles = [beside.w], []
    for _ in range(6):
        beside.advance(1)
        weights.append(beside.w)
        middles.append(dict(beside.now.state.others)[MIDPOINT])
    w = beside.problem.start
    for step, expected in enumerate(weights):
        torch.testing.assert_close(w, expected, msg=f"step {step}")
        w = w - beside.settings.lr * beside.problem.objective.gradient(w)
    for t in range(1, 6):
        expected = flows.midpoint(weights[t - 1], weights[t], weights[t + 1])
        # float32, the same arithmetic
        torch.testing.assert_close(middles[t - 1], expected, rtol=1e-6, atol=1e-7)


def test_below_the_edge_both_flows_are_one():
    beside = run("central_flow", **SMALL)
    beside.advance(10)
    others = dict(beside.now.state.others)
    apart = float((others[CENTRAL] - others[STABLE]).norm())
    moved = float((others[CENTRAL] - beside.problem.start).norm())
    # both are right to about a percent of a substep's move; they err differently
    assert apart < 0.02 * moved


def test_a_leading_flow_hands_over_a_swing_of_the_size_it_predicts(at_edge):
    """The mean of δᵀδ over the first steps against tr Σ, within a factor of 3: one realisation."""
    swing = at_edge.trace.series("swing_total").values
    predicted, measured = swing[~np.isnan(swing).any(1)][-1]
    assert predicted > 0
    assert 1 / 3 < measured / predicted < 3
    sharpness = at_edge.trace.series("flow_sharpness").values[-1]
    assert sharpness[1] == pytest.approx(2, rel=1e-2)


def test_a_leading_flow_that_is_given_up_lets_the_optimizer_go_on():
    steep = run("central_flow", width=8, examples=60, lead=CENTRAL, lr=20.0)
    steep.advance(3)
    assert steep.now.state.carried.main is None
    assert not torch.equal(steep.w, steep.problem.start)
    assert any("stands still" in remark for remark in steep.now.remarks)


def test_the_run_can_be_handed_to_its_flow_and_back(at_edge):
    taken = at_edge.fork(dynamics=CENTRAL)
    middle = taken.w.clone()
    taken.advance(3)
    assert taken.now.state.carried.main is not None
    assert float((taken.w - middle).norm()) < 1.0
    smooth = taken.w.clone()
    taken.apply("set", name="dynamics", value="discrete")
    taken.advance(1)
    assert taken.now.state.carried.main is None
    values, _ = flows.sigma_eigenpairs(taken.now.state.carried.central)
    # the swing came back: the step moved much farther than the flow does in a unit
    assert float((taken.w - smooth).norm()) > 0.5 * float(values[0]) ** 0.5


def test_flows_start_anew_where_they_are_told_to(at_edge):
    anew = at_edge.fork(flow_start=at_edge.step)
    anew.advance(1)
    middle = dict(anew.now.state.others)[MIDPOINT]
    old = float((dict(at_edge.now.state.others)[STABLE] - middle).norm())
    new = float((dict(anew.now.state.others)[STABLE] - middle).norm())
    assert new < old


@pytest.mark.parametrize(
    ("optimizer", "remembers"),
    [
        ("heavy_ball", {"momentum"}),
        ("nesterov", {"momentum"}),
        ("scalar_rmsprop", {"second_moment", "updates"}),
        ("rmsprop", {"second_moment", "updates"}),
        ("adam", {"second_moment", "updates", "first_moment"}),
    ],
)
def test_the_optimizer_may_change_mid_run_with_its_flows(optimizer, remembers):
    beside = run("central_flow", **SMALL, coordinate_lr=1e-4, scalar_lr=1e-3, beta=0.5)
    beside.advance(3)
    beside.apply("set", name="optimizer", value=optimizer)
    beside.advance(3)
    carried = beside.now.state.carried
    assert {name for name, _ in carried.central.slots} == remembers
    assert {name for name, _ in beside.now.state.slots} == remembers
    assert np.isfinite(beside.trace.series("flow_losses").values[-1, :4]).all()


def test_the_optimizer_may_change_while_the_run_follows_a_flow():
    smooth = run("central_flow", **SMALL, coordinate_lr=1e-4, dynamics=CENTRAL)
    smooth.advance(3)
    smooth.apply("set", name="optimizer", value="rmsprop")
    smooth.advance(2)
    carried = smooth.now.state.carried
    for flow in (carried.main, carried.central, carried.stable):
        assert {name for name, _ in flow.slots} == {"second_moment", "updates"}


def test_below_the_edge_the_flow_of_a_momentum_is_the_optimizer_itself():
    beside = run("central_flow", **SMALL, optimizer="heavy_ball", lr=0.05)
    beside.advance(12)
    flow = dict(beside.now.state.others)[CENTRAL]
    # float32: the averaged recursion without a swing is the optimizer's own
    torch.testing.assert_close(flow, beside.w, rtol=1e-5, atol=1e-6)


def test_a_momentum_takes_over_the_swing_in_both_its_slots():
    """On a parabola at the edge the swing ±δ goes on unchanged if v holds −λδ/(1 + β)."""
    lr, beta, delta = 0.5, 0.6, 0.3
    settings = Bowl(lr=lr, beta=beta)
    for name in ("heavy_ball", "nesterov"):
        rule = load_rule(name)
        steep = getattr(stability, name)(lr, beta)
        bowl = FunctionObjective(lambda w, c=steep: 0.5 * c * w @ w, 1, "cpu", torch.float64)
        problem = Problem(bowl, torch.tensor([delta], dtype=torch.float64))
        still = (("momentum", torch.zeros(1, dtype=torch.float64)),)
        state = State(0, problem.start, rule.swung(still, steep * problem.start, settings))
        for sign in (-1, 1, -1, 1):
            state = rule.update(Point(problem, state, settings, {}))
            assert float(state.w) == pytest.approx(sign * delta, rel=1e-12), name


def test_a_flow_follows_the_schedule_of_the_learning_rate():
    warm = run("central_flow", **SMALL, warmup=50)
    constant = run("central_flow", **SMALL)
    for beside in (warm, constant):
        beside.advance(10)
    moved = [
        float((dict(r.now.state.others)[CENTRAL] - r.problem.start).norm())
        for r in (warm, constant)
    ]
    stepped = [float((r.w - r.problem.start).norm()) for r in (warm, constant)]
    assert moved[0] < 0.6 * moved[1]
    assert moved[0] == pytest.approx(stepped[0], rel=0.15)


def test_it_replays_through_kicks_forks_and_hand_overs_to_the_same_bytes():
    steered = run("central_flow", **SMALL)
    steered.advance(4)
    steered.apply("kick", amount=0.05)
    steered.advance(2)
    steered.apply("set", name="dynamics", value=STABLE)
    steered.advance(2)
    steered.apply("set", name="dynamics", value="discrete")
    steered.advance(2)
    assert steered.replay().trace.same_bytes(steered.trace)
    steered.seek(5)
    steered.advance(5)
    assert steered.replay().trace.same_bytes(steered.trace)


def test_a_run_that_diverges_is_a_run_that_diverged():
    wild = run("central_flow", **SMALL | {"lr": 20.0})
    wild.advance(60)
    assert wild.diverged
    assert not wild.check().holds
