"""Update rules against torch's own optimizers, and their edges against runs on quadratics."""

from dataclasses import dataclass

import pytest
import torch
from descentkernels import FunctionObjective
from descentlab.errors import LabError
from descentlab.learning_rate import ScheduleSettings, learning_rate
from descentlab.problem import Problem
from descentlab.processes.discrete import Discrete
from descentlab.runs.point import Point
from descentlab.update_rules import load_rule, rule_ids
from descentlab.update_rules.gradient_descent import GradientDescentSettings
from descentlab.update_rules.heavy_ball import MomentumSettings
from descentlab.update_rules.rmsprop import AdaptiveSettings
from descentlab.update_rules.sam import SamSettings
from descentlab.update_rules.weight_decay import WeightDecaySettings


@dataclass(frozen=True)
class Every(
    ScheduleSettings,
    SamSettings,
    WeightDecaySettings,
    AdaptiveSettings,
    MomentumSettings,
    GradientDescentSettings,
):
    """What any rule reads."""


def quartic(w):
    return (w**4).sum() / 4 + (w[0] - w[1]) ** 2 + w[2] * w[0]


def problem(f=quartic, dim=3):
    objective = FunctionObjective(f, dim, "cpu", torch.float64)
    return Problem(objective, torch.linspace(0.5, 1.0, dim, dtype=torch.float64))


def advanced(rule, settings, steps, problem, state=None):
    state = state or rule.init(problem.start)
    for _ in range(steps):
        state = rule.update(Point(problem, state, settings, {}))
    return state


@pytest.mark.parametrize(
    ("name", "theirs", "ours"),
    [
        ("gradient_descent", lambda p: torch.optim.SGD(p, 0.05), {}),
        ("heavy_ball", lambda p: torch.optim.SGD(p, 0.05, momentum=0.8), {"beta": 0.8}),
        (
            "nesterov",
            lambda p: torch.optim.SGD(p, 0.05, momentum=0.8, nesterov=True),
            {"beta": 0.8},
        ),
        ("adam", lambda p: torch.optim.Adam(p, 0.05, (0.8, 0.95), 1e-6), {"beta": 0.8}),
        ("rmsprop", lambda p: torch.optim.Adam(p, 0.05, (0.0, 0.95), 1e-6), {}),
        (
            "weight_decay",
            # coupled decay of plain SGD is decoupled decay: there is nothing to couple through
            lambda p: torch.optim.SGD(p, 0.05, weight_decay=0.3),
            {"decay": 0.3},
        ),
    ],
)
def test_a_rule_is_the_optimizer_of_that_name(name, theirs, ours):
    settings = Every(lr=0.05, beta2=0.95, eps=1e-6, **ours)
    here = problem()
    w = here.start.clone().requires_grad_()
    optimizer = theirs([w])
    for _ in range(20):
        optimizer.zero_grad()
        quartic(w).backward()
        optimizer.step()
    # float64, twenty steps of the same arithmetic in another order
    torch.testing.assert_close(
        advanced(load_rule(name), settings, 20, here).w, w.detach(), rtol=1e-11, atol=1e-12
    )


def test_scalar_rmsprop_is_gradient_descent_with_the_step_it_says():
    settings, here, rule = Every(lr=0.05, beta2=0.9), problem(), load_rule("scalar_rmsprop")
    state, nu = rule.init(here.start), 0.0
    for t in range(1, 6):
        point = Point(here, state, settings, {})
        nu = 0.9 * nu + 0.1 * float(point.gradient @ point.gradient)
        root = (nu / (1 - 0.9**t)) ** 0.5
        assert rule.threshold(point) == pytest.approx(2 * root / 0.05, rel=1e-12)
        state = rule.update(point)
        expected = point.state.w - 0.05 / root * point.gradient
        torch.testing.assert_close(state.w, expected, rtol=1e-13, atol=0)


@pytest.mark.parametrize("name", ["gradient_descent", "heavy_ball", "nesterov", "weight_decay"])
def test_the_threshold_is_where_runs_on_a_parabola_begin_to_grow(name):
    """Of two runs just below and above it; float64, 700 steps tell 3e-3 apart by far."""
    rule, settings = load_rule(name), Every(lr=0.3, beta=0.7, decay=0.4)
    threshold = float(rule.threshold(Point(problem(), rule.init(problem().start), settings, {})))
    sizes = []
    for c in (0.994 * threshold, 1.006 * threshold):
        here = problem(lambda w, c=c: 0.5 * c * (w * w).sum(), 1)
        sizes.append(float(advanced(rule, settings, 700, here).w.abs()))
    assert sizes[0] < 0.5 < sizes[1]  # the start


def test_another_optimizer_takes_over_what_means_the_same():
    settings, here = Every(lr=0.02), problem()
    heavy, adam, rms = load_rule("heavy_ball"), load_rule("adam"), load_rule("rmsprop")
    rolling = advanced(heavy, settings, 5, here)
    lookahead = load_rule("nesterov").slots(Point(here, rolling, settings, {}))
    torch.testing.assert_close(lookahead[0][1], rolling.slot("momentum"))
    adapted = advanced(rms, settings, 5, here)
    slots = dict(adam.slots(Point(here, adapted, settings, {})))
    torch.testing.assert_close(slots["second_moment"], adapted.slot("second_moment"))
    assert int(slots["updates"]) == 5
    mean = advanced(adam, settings, 1, here, adapted)
    back = dict(heavy.slots(Point(here, mean, settings, {})))["momentum"]
    torch.testing.assert_close(back, mean.slot("first_moment") / (1 - settings.beta))
    whole = dict(load_rule("scalar_rmsprop").slots(Point(here, adapted, settings, {})))
    torch.testing.assert_close(whole["second_moment"], adapted.slot("second_moment").sum())


def test_half_damping_stops_a_swing_at_the_edge_at_once():
    from descentlab.measurements.eigenvalues import Eigenvalues
    from descentlab.processes.discrete import DampingSettings

    @dataclass(frozen=True)
    class Damped(DampingSettings, GradientDescentSettings):
        pass

    here = problem(lambda w: 0.5 * (w * w * torch.tensor([10.0, 1.0, 0.5], dtype=w.dtype)).sum())
    settings = Damped(lr=0.2, damping=0.5)  # on the edge: η λ₁ = 2
    process = Discrete(load_rule("gradient_descent"))
    point = Point(here, process.start(here, settings), settings, {})
    point.artefacts["eigenvalues"] = Eigenvalues(tol=1e-9).measure(point, None).artefact
    assert float(process.step(point).w[0].abs()) < 1e-7
    frozen = Point(here, point.state, settings.with_(damping=1.0), point.artefacts)
    assert float(process.step(frozen).w[0] - here.start[0]) == pytest.approx(0, abs=1e-7)


def test_a_schedule_warms_up_and_falls_to_nearly_nothing():
    settings = Every(lr=1.0, schedule="cosine", warmup=10, horizon=110)
    assert learning_rate(settings, 0) == pytest.approx(0.1)
    assert learning_rate(settings, 9) == pytest.approx(1.0)
    assert learning_rate(settings, 59) == pytest.approx(0.5)
    assert 0 < learning_rate(settings, 500) < 1e-5
    flat = Every(lr=1.0, schedule="inverse_sqrt", warmup=16)
    assert learning_rate(flat, 63) == pytest.approx(0.5)
    assert learning_rate(Every(lr=0.7), 1000) == 0.7


def test_an_unknown_optimizer_is_named_with_those_there_are():
    assert "adam" in rule_ids()
    with pytest.raises(LabError, match="heavy_ball"):
        load_rule("adamax")
