"""Networks side by side, and steps of r times ρ_a away from them."""

import math

import pytest
import torch
from descentkernels import ModuleObjective
from descentkernels.criteria import cross_entropy
from descentkernels.radius import ray_along, spread_radius
from descentlab import run
from descentlab.exhibits.phase_transition import PROCESS
from descentlab.measurements._head_bias import R, worst_head_bias
from descentlab.measurements._rays import FALL, onsets, rays
from descentlab.problems._digits import digits
from descentlab.problems._networks import multilayer_perceptron
from descentlab.problems._side_by_side import DIRECTIONS
from descentlab.processes.each_by_itself import EachByItself, logits_at
from descentlab.runs.point import Point
from descentlab.update_rules.adam import Adam

SMALL = {"width": 6, "examples": 40, "batch": 10}


@pytest.fixture(scope="module")
def trained():
    done = run("phase_transition", **SMALL)
    done.advance(20)
    return done


@pytest.fixture(scope="module")
def point(trained):
    return Point(trained.problem, trained.now.state, trained.settings, {})


@pytest.fixture(scope="module")
def found(point):
    return rays(point, PROCESS)


def alone(network):
    """The objective of one network by itself, on the same digits."""
    x, y = digits()
    return ModuleObjective(
        network, x[:40], y[:40], cross_entropy, device="cpu", dtype=torch.float32
    )


def test_each_network_trains_as_if_it_were_alone(point):
    whole, settings = point.problem, point.settings.with_(batch=40)
    part = whole.parts["tanh MLP"]
    objective = alone(multilayer_perceptron((64, 6, 10), "tanh"))
    beside, state = EachByItself().start(whole, settings), None
    w = beside.w[part]
    state = Adam().init(w)
    for _ in range(5):
        beside = EachByItself().step(Point(whole, beside, settings, {}))
        lane = Point(whole, state, settings, {})
        lane.linearization = objective.linearize(state.w)
        state = Adam().update(lane)
    # Adam divides by the size of the gradient: rounding of small ones is enlarged
    torch.testing.assert_close(beside.w[part], state.w, rtol=1e-4, atol=1e-5)
    assert not torch.allclose(beside.w[part], w, atol=1e-2)


def test_a_network_that_is_low_enough_stands_still(trained, point):
    losses = trained.trace.series("network_loss").values[-1]
    level = float(sorted(losses)[2])
    held = point.settings.with_(hold_at=min(level * 1.01, 3.0))
    after = PROCESS.step(Point(point.problem, point.state, held, {})).w
    for loss, part in zip(losses, point.problem.parts.values(), strict=True):
        assert torch.equal(after[part], point.state.w[part]) == (loss <= held.hold_at)


def test_radii_are_those_of_each_network_alone(point, found):
    network = multilayer_perceptron((64, 6, 10), "tanh")
    objective, part = alone(network), point.problem.parts["tanh MLP"]
    at = list(point.problem.parts).index("tanh MLP")
    for which, direction in enumerate(found.directions):
        ray = ray_along(objective, point.state.w[part], direction[part])
        # both in float32, by different products
        assert float(spread_radius(ray).min()) == pytest.approx(
            float(found.radii[which, at]), rel=1e-4
        )


def test_the_head_bias_is_the_worst_there_is_and_walks_where_it_says(point, found):
    logits, classes = logits_at(point), point.problem.classes
    _, after = worst_head_bias(logits, classes)
    for i in range(logits.shape[2]):
        tried = []
        for c in range(10):
            raised = logits[..., i].clone()
            raised[:, c] += R * math.pi
            tried.append(float((raised.argmax(1) == classes).double().mean()))
        assert float(after[i]) == min(tried)
    bias = list(DIRECTIONS).index("head_bias")
    # Δ_a = 1 up to the rounding of float32 products
    torch.testing.assert_close(found.radii[bias], torch.full((6,), math.pi).double())
    walked, _ = found.walk(bias, R * found.radii[bias][None])
    torch.testing.assert_close(walked[0], after)


def test_a_step_below_one_along_a_bias_costs_no_more_than_the_answers_at_risk(trained):
    """Linear logits: a gap moves by less than rπ, so that margins above π keep their answers."""
    costs, risk = (trained.trace.series(name).values for name in ("bias_drop", "at_risk"))
    assert (costs <= risk + 1e-12).all()
    assert costs.max() > FALL  # the counter-example


def test_onsets_are_where_five_points_are_lost():
    log_r = torch.tensor([-1.0, 0.0, 1.0])
    before = torch.tensor([1.0, 1.0, 1.0, 0.5, 0.9])
    after = torch.tensor(
        [
            [1.0, 1.0, 0.2, 0.6, math.nan],
            [1.0, 0.96, 0.2, 0.5, math.nan],
            [0.9, 0.94, 0.2, 0.46, math.nan],
        ]
    )
    expected = torch.tensor([0.5, 0.5, -1.0, math.nan, math.nan])
    torch.testing.assert_close(onsets(log_r, after, before), expected, equal_nan=True)


def test_a_run_that_has_not_converged_does_not_bear_the_claim_out(trained):
    verdict = trained.check()
    assert not verdict.holds
    assert "has not converged" in verdict.why
    before, after = (
        verdict.measured[f"counter-example, accuracy {w}"] for w in ("before", "after")
    )
    assert before - after > FALL
