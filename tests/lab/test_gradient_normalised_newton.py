"""Regularised Newton: its step against dense algebra, what it refuses, and where it goes."""

import math
from dataclasses import dataclass

import pytest
import torch
from descentkernels import FunctionObjective
from descentlab import run
from descentlab.measurements.three_radii import curvature_length
from descentlab.problem import Problem
from descentlab.problems.softmax_regression import SoftmaxRegressionSettings, build
from descentlab.runs.point import Point
from descentlab.update_rules.gradient_normalised_newton import (
    TRIALS,
    GradientNormalisedNewtonSettings,
    update_rule,
)


@dataclass(frozen=True)
class Both(SoftmaxRegressionSettings, GradientNormalisedNewtonSettings):
    """A small problem and its optimizer."""


def started(problem, **settings):
    return Point(problem, update_rule.init(problem.start), Both(**settings), {})


def of(f, start):
    start = torch.tensor(start, dtype=torch.float64)
    return Problem(FunctionObjective(f, len(start), "cpu", torch.float64), start)


@pytest.mark.parametrize(
    "hessian", ["exact", "gauss_newton", "empirical_fisher", "diagonal", "zero"]
)
def test_a_step_solves_the_regularised_system_and_passes_its_own_test(hessian):
    sizes = {"examples": 40, "classes": 3, "hidden": 1, "width": 3}
    problem = build(Both(**sizes))
    point = started(problem, hessian=hessian, gamma=30.0, **sizes)
    after, objective, g = update_rule.update(point), problem.objective, point.gradient
    step, gamma = after.w - point.state.w, float(after.slot("gamma")) / 2
    strength = g.norm() / gamma
    assert gamma == 30.0 / 2 ** int(after.slot("rejected"))
    dense = torch.eye(objective.dim, dtype=torch.float64)
    each = [objective.restricted(torch.tensor([i])).gradient(point.state.w) for i in range(40)]
    matrix = {
        "exact": lambda: point.linearization.hvp(dense),
        "gauss_newton": lambda: gauss_newton_by_outputs(objective, point.state.w),
        "empirical_fisher": lambda: sum(torch.outer(e, e) for e in each) / 40,
        "diagonal": lambda: torch.diag(sum(e**2 for e in each) / 40),
        "zero": lambda: 0 * dense,
    }[hessian]()
    # the linear system is solved to a hundredth of the gradient
    assert (matrix @ step + strength * step + g).norm() <= 1.001e-2 * g.norm()
    gain = point.value - objective.value(after.w)
    assert gain >= objective.gradient(after.w).square().sum() / (8 * strength)
    if hessian != "exact":  # H ≥ 0, and so the step at most γ long
        assert step.norm() <= gamma * (1 + 1e-2)


def gauss_newton_by_outputs(objective, w):
    """(1/n) Σ Jᵢᵀ (diag p − ppᵀ) Jᵢ with J by central differences of the outputs."""
    shift = 1e-5 * torch.eye(len(w), dtype=torch.float64)
    jacobian = (objective.outputs_of(w + shift) - objective.outputs_of(w - shift)) / 2e-5
    p = objective.outputs(w).softmax(1)
    middle = torch.diag_embed(p) - p[:, :, None] * p[:, None]
    return torch.einsum("pni,nij,qnj->pq", jacobian, middle, jacobian) / len(p)


def test_on_a_quadratic_nothing_is_refused_and_at_a_saddle_until_the_shift_is_positive():
    bowl = of(lambda w: 0.5 * (w * w * torch.tensor([9.0, 1.0], dtype=w.dtype)).sum(), [1.0, 1.0])
    state = started(bowl).state
    for k in range(6):  # to 1e-15, beyond which the gradients are rounding
        point = Point(bowl, state, Both(), {})
        state = update_rule.update(point)
        assert int(state.slot("rejected")) == 0
        assert float(state.slot("gamma")) == 2.0 ** (k + 1)
    assert state.w.norm() < 1e-9
    # where H has a negative eigenvalue −c, nothing above γ = ‖g‖/c can be solved for
    saddle = of(lambda w: w[0] ** 4 - w[0] ** 2 / 2 + w[1] ** 2, [0.1, 0.1])
    after = update_rule.update(started(saddle, gamma=100.0))
    g = started(saddle).gradient
    curve = float(started(saddle).linearization.hvp(torch.tensor([1.0, 0.0]).double())[0])
    assert float(after.slot("gamma")) / 2 < float(g.norm()) / -curve < 100.0
    assert saddle.objective.value(after.w) < saddle.objective.value(saddle.start)


def test_without_a_hessian_it_is_normalised_descent_and_only_then_has_a_threshold():
    bowl = of(lambda w: 0.5 * (w * w).sum(), [3.0, 4.0])
    point = started(bowl, hessian="zero", gamma=0.5)
    after = update_rule.update(point)
    torch.testing.assert_close(after.w, torch.tensor([2.7, 3.6], dtype=torch.float64))
    assert update_rule.threshold(point) == pytest.approx(2 * 5 / 0.5)  # 2/η with η = γ/‖g‖
    assert math.isnan(update_rule.threshold(started(bowl)))
    assert update_rule.slots(Point(bowl, after, point.settings, {}))[0][1] == 1.0


def test_where_nothing_helps_the_weights_stay():
    flat = of(lambda w: (w**4).sum(), [0.0, 0.0])
    assert torch.equal(update_rule.update(started(flat)).w, flat.start)

    class Wrong:
        """Rises along −g, as if the gradient had the wrong sign."""

        def linearize(self, w):
            return FunctionObjective(lambda v: v.sum(), 1, "cpu", torch.float64).linearize(w)

        def value_and_gradient(self, w):
            return -w.sum(), torch.ones(1, dtype=torch.float64)

    stuck = Problem(Wrong(), torch.zeros(1, dtype=torch.float64))
    after = update_rule.update(started(stuck, hessian="zero"))
    assert torch.equal(after.w, stuck.start)
    assert int(after.slot("rejected")) == TRIALS
    assert float(after.slot("gamma")) <= 2e-12


def test_the_lengths_of_gradient_descent_are_what_its_rate_says():
    small = run("three_radii", examples=30, classes=3, optimizer="gradient_descent", lr=0.3)
    small.advance(2)
    point = small._point(small.now)
    g = point.gradient
    lengths, shares = (small.trace.series(n).values[-1] for n in ("step_lengths", "step_shares"))
    assert lengths[4] == pytest.approx(0.3 * float(g.norm()))
    dense = point.linearization.hvp(torch.eye(len(g), dtype=torch.float64))
    bend = float(g @ dense @ g / (g @ g))
    assert lengths[3] == pytest.approx(2 * float(g.norm()) / bend)
    top = float(torch.linalg.eigvalsh(dense)[-1])
    assert shares[4] == pytest.approx(0.3 * top / 2, rel=1e-2)  # as λ₁ is tracked
    assert math.isnan(curvature_length(g, g, bend))  # uphill
