"""What an oscillation does to the sharpness, and which examples take part in it."""

from __future__ import annotations

import math

import pytest
import torch
from descentkernels import (
    DescentError,
    FunctionObjective,
    ModuleObjective,
    criteria,
    curvature,
    stability,
)
from kernel_cases import CASES, DEVICES, make_case, randn
from network_cases import quantile
from torch import Tensor, nn


def sharpest(hessian: Tensor) -> tuple[float, Tensor]:
    values, vectors = torch.linalg.eigh(hessian)
    return values[-1].item(), vectors[:, -1]


@pytest.mark.parametrize("name", CASES)
def test_rates_are_those_of_the_dense_eigenvalue_along_the_flow(name: str) -> None:
    """Central differences of λ₁ of the dense Hessian; step 1e-4, truncation of order 1e-8."""
    case = make_case(name)
    objective = case.objective()
    w = objective.flat() + 0.3 * randn(objective.dim, seed=1)
    _, u = sharpest(case.hessian(w))
    found = stability.self_stabilisation(objective, w, 3 * u)

    def rate(direction: Tensor) -> float:
        h = 1e-4 / direction.norm()
        ends = [sharpest(case.hessian(w + s * h * direction))[0] for s in (1, -1)]
        return ((ends[0] - ends[1]) / (2 * h)).item()

    g = objective.gradient(w)
    slow = g - (g @ u) * u
    assert found.progressive == pytest.approx(rate(-slow), rel=1e-5)
    assert found.restoring == pytest.approx(rate(found.sharpness_gradient), rel=1e-5)
    assert found.along == pytest.approx(rate(u), rel=1e-5)
    assert abs(found.sharpness_gradient @ u) < 1e-10
    given = stability.self_stabilisation(objective, w, u, gradient=g)
    assert given.progressive == pytest.approx(found.progressive, rel=1e-9)
    # the mean gradient over a swing, from gradients alone; its next order is x⁴
    x = 1e-3
    mean = (objective.gradient(w + x * u) + objective.gradient(w - x * u)) / 2
    mean = mean - (mean @ u) * u
    torch.testing.assert_close(slow - mean, found.push(x), rtol=1e-3, atol=1e-12)


def test_descent_at_the_edge_swings_with_the_predicted_amplitude() -> None:
    """½(s + y)x² − ay: λ = s + y climbs at a until the swing holds it at 2/η.

    Over whole cycles y comes back, so the mean of x² is 2a exactly. Ten cycles of 314 steps, which
    grow slowly (a step is an explicit Euler step of the slow motion): y ends within 0.03 of its
    start, so that the mean is good to 2 · 0.03/(η · 3140) = 2e-4, half a percent of it.
    """
    a, lr = 0.02, 0.1
    objective = FunctionObjective(
        lambda w: 0.5 * (15 + w[1]) * w[0] ** 2 - a * w[1], 2, "cpu", torch.float64
    )
    at = torch.tensor([0.0, 5.0], dtype=torch.float64)
    found = stability.self_stabilisation(objective, at, torch.tensor([1.0, 0.0]).double())
    assert (found.progressive, found.restoring, found.along) == (a, 1.0, 0.0)
    assert found.change(lr, found.amplitude) == pytest.approx(0, abs=1e-15)
    assert found.change(lr, 0.0) == pytest.approx(lr * a)
    x, y, squares = 0.21, 5.0, []
    for _ in range(3140):
        x, y = x - lr * (15 + y) * x, y - lr * (0.5 * x * x - a)
        squares.append(x * x)
    assert sum(squares) / len(squares) == pytest.approx(found.amplitude**2, rel=0.01)


def test_a_flow_that_flattens_has_no_amplitude() -> None:
    objective = FunctionObjective(
        lambda w: 0.5 * (15 + w[1]) * w[0] ** 2 + w[1], 2, "cpu", torch.float64
    )
    at, u = torch.tensor([0.0, 5.0]).double(), torch.tensor([1.0, 0.0]).double()
    assert math.isnan(stability.self_stabilisation(objective, at, u).amplitude)
    with pytest.raises(DescentError, match="found zero"):
        stability.self_stabilisation(objective, at, 0 * u)


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("budget", [1, 1 << 30])
@pytest.mark.parametrize("name", CASES)
def test_projections_and_losses_are_those_of_single_examples(
    name: str, budget: int, device: str
) -> None:
    objective = make_case(name).objective(budget=budget, device=device)
    w = objective.flat()
    v = randn(objective.dim, seed=2).to(w)
    found = stability.opposing_signals(objective, w, v, group=2)
    table = curvature.per_example_gradients(objective, w)
    torch.testing.assert_close(found.projections, table @ v / v.norm(), rtol=1e-8, atol=1e-12)
    order = found.projections.argsort(descending=True)
    assert torch.equal(found.positive, order[:2])
    assert torch.equal(found.negative, order[-2:].flip(0))
    squares = found.projections.square().sort(descending=True).values
    assert found.share(7) == pytest.approx(1)
    assert found.share(1) == pytest.approx((squares[0] / squares.sum()).item())
    losses = stability.per_example_losses(objective, w)
    alone = [objective.restricted(torch.tensor([i])).value(w) for i in range(7)]
    torch.testing.assert_close(losses, torch.stack(alone), rtol=1e-10, atol=1e-12)


def test_losses_of_a_criterion_of_ones_own() -> None:
    objective = ModuleObjective(
        nn.Linear(3, 1), randn(6, 3), randn(6, 1, seed=1), quantile, device="cpu",
        dtype=torch.float64,
    )  # fmt: skip
    w = objective.flat()
    losses = stability.per_example_losses(objective, w)
    assert losses.shape == (6,)
    torch.testing.assert_close(losses.mean(), objective.value(w))


def test_two_planted_groups_oppose_each_other() -> None:
    """One feature with labels ±1 that the rest of the data does not settle: examples 0–2 pull it
    up, 3–5 down, equally; the others do not see it."""
    inputs = torch.zeros(20, 2, dtype=torch.float64)
    inputs[:6, 0] = 5.0
    inputs[6:, 1] = randn(14)
    targets = torch.zeros(20, 1, dtype=torch.float64)
    targets[:3], targets[3:6] = 1.0, -1.0
    objective = ModuleObjective(
        nn.Linear(2, 1, bias=False), inputs, targets, criteria.mean_squared_error, device="cpu",
        dtype=torch.float64,
    )  # fmt: skip
    w = torch.zeros(2, dtype=torch.float64)
    _, u = sharpest(objective.hvp(w, torch.eye(2).double()))
    found = stability.opposing_signals(objective, w, u * u[0].sign(), group=3)
    assert set(found.negative.tolist()) == {0, 1, 2}
    assert set(found.positive.tolist()) == {3, 4, 5}
    torch.testing.assert_close(found.projections[:3], torch.full((3,), -5.0).double())
    assert found.share(6) == pytest.approx(1)
    assert found.cancellation == pytest.approx(0, abs=1e-12)
    with pytest.raises(DescentError, match="1 to 10 of 20"):
        stability.opposing_signals(objective, w, u, group=11)
    with pytest.raises(DescentError, match="found zero"):
        stability.opposing_signals(objective, w, 0 * u)


def test_the_alternating_part_is_what_swings() -> None:
    t = torch.arange(3.0, dtype=torch.float64)
    swing = torch.tensor([0.7, -1.3]).double()
    losses = 2 + 0.3 * t[:, None] + swing * (-1) ** t[:, None]
    torch.testing.assert_close(stability.alternating_part(*losses), -swing)
    with pytest.raises(DescentError, match="one shape"):
        stability.alternating_part(losses[0], losses[1], losses[2][:1])
