"""Closed-form thresholds against the optimizers themselves: their matrices and their runs."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch
from descentkernels import DescentError, stability
from descentkernels.stability import companion
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

RATES = st.floats(1e-4, 10)
BETAS = st.floats(0, 0.99)


def critical(matrix: Callable[[Tensor], Tensor], near: float) -> float:
    """The first λ in (0, 4·near) at which the spectral radius passes one: a scan, then bisection.

    Roundoff: near one the radius moves by at least 1e-2 for a relative change of λ by one, so a
    radius good to 1e-15 locates λ to 1e-12 or so.
    """

    def unstable(curvature: Tensor) -> Tensor:
        return companion.spectral_radius(matrix(curvature)) > 1

    # irrational steps, so that no point falls on the threshold by accident
    grid = 4 * near / 400 * (torch.arange(400, dtype=torch.float64) + 0.4142)
    first = int(unstable(grid).nonzero()[0])
    low, high = grid[first - 1], grid[first]
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (low, middle) if unstable(middle) else (middle, high)
    return high.item()


@given(lr=RATES, beta=BETAS, decay=st.floats(0, 0.9))
@settings(max_examples=25, deadline=None)
def test_momentum_and_decoupled_decay_become_unstable_where_the_formulas_say(
    lr: float, beta: float, decay: float
) -> None:
    gamma = decay / lr
    cases = [
        (stability.gradient_descent(lr), lambda c: companion.gradient_descent(c, lr, decay=gamma)),
        (stability.heavy_ball(lr, beta), lambda c: companion.heavy_ball(c, lr, beta, decay=gamma)),
        (stability.nesterov(lr, beta), lambda c: companion.nesterov(c, lr, beta, decay=gamma)),
        (stability.adam(lr, beta), lambda c: companion.adam(c, lr, beta, decay=gamma)),
    ]
    for threshold, matrix in cases:
        expected = stability.decoupled_decay(threshold, lr, gamma)
        assert critical(matrix, expected) == pytest.approx(expected, rel=1e-10)
    coupled = stability.coupled_decay(stability.heavy_ball(lr, beta), gamma)
    found = critical(lambda c: companion.heavy_ball(c + gamma, lr, beta), coupled)
    assert found == pytest.approx(coupled, rel=1e-10)


@given(lr=RATES, betas=st.tuples(BETAS, BETAS).map(sorted))
@settings(max_examples=25, deadline=None)
def test_lion_without_its_sign(lr: float, betas: list[float]) -> None:
    expected = stability.interpolated_momentum(lr, *betas)
    found = critical(lambda c: companion.interpolated_momentum(c, lr, *betas), expected)
    assert found == pytest.approx(expected, rel=1e-9)


@given(lr=RATES, rho=st.floats(0, 10), norm=st.floats(1e-6, 1e6))
@settings(max_examples=50, deadline=None)
def test_sam_solves_its_equation(lr: float, rho: float, norm: float) -> None:
    found = stability.sam(lr, rho, norm)
    assert lr * (found + rho * found**2 / norm) == pytest.approx(2, rel=1e-12)
    expected = critical(lambda c: companion.sam(c, lr, rho, norm), found)
    assert found == pytest.approx(expected, rel=1e-10)


def test_sam_swings_where_its_threshold_equals_the_curvature() -> None:
    """On ½λw² SAM never settles: it ends in w = ±ηλρ/(2 − ηλ), where the threshold must be λ."""
    lr, rho, curvature = 0.1, 0.05, 7.0
    w = 1.0
    for _ in range(400):
        g = curvature * w
        w -= lr * curvature * (w + rho * math.copysign(1, g))
    assert stability.sam(lr, rho, curvature * abs(w)) == pytest.approx(curvature, rel=1e-12)
    assert stability.sam(lr, rho, 0.0) == 0
    assert stability.sam(lr, 0.0, 0.0) == 2 / lr


@pytest.mark.parametrize("nesterov", [False, True])
def test_torch_sgd_with_momentum_and_coupled_decay(nesterov: bool) -> None:
    """±1 % around the threshold torch's own optimizer dies or grows."""
    lr, beta, gamma = 0.3, 0.8, 0.2
    closed = stability.nesterov if nesterov else stability.heavy_ball
    threshold = stability.coupled_decay(closed(lr, beta), gamma)
    ends = [_run(torch.optim.SGD, threshold * scale, lr=lr, momentum=beta, nesterov=nesterov,
                 weight_decay=gamma) for scale in (0.99, 1.01)]  # fmt: skip
    assert ends[0] < 0.1
    assert ends[1] > 10


def test_torch_adamw_with_a_frozen_preconditioner() -> None:
    """At weights of 1e-60 the preconditioner is ε: λ₁(H)/ε is then the effective curvature."""
    lr, beta, gamma, eps = 0.3, 0.9, 0.5, 2.0
    threshold = stability.decoupled_decay(stability.adam(lr, beta), lr, gamma) * eps
    ends = [_run(torch.optim.AdamW, threshold * scale, lr=lr, betas=(beta, 0.999), eps=eps,
                 weight_decay=gamma) for scale in (0.99, 1.01)]  # fmt: skip
    assert ends[0] < 0.1
    assert ends[1] > 10


def _run(kind: type[torch.optim.Optimizer], curvature: float, **options) -> float:
    start = 1e-60
    w = torch.tensor([start], dtype=torch.float64, requires_grad=True)
    optimizer = kind([w], **options)
    for _ in range(1000):
        w.grad = curvature * w.detach()
        optimizer.step()
    return abs(w.item()) / start


def test_known_values_and_refusals() -> None:
    assert stability.adam(1.0, 0.9) == pytest.approx(38)
    assert stability.rmsprop(0.5) == 4
    assert math.isnan(stability.heavy_ball(math.nan, 0.9))
    for call in (
        lambda: stability.gradient_descent(0.0),
        lambda: stability.heavy_ball(0.1, 1.0),
        lambda: stability.interpolated_momentum(0.1, 0.9, 0.5),
        lambda: stability.sam(0.1, -1.0, 1.0),
        lambda: stability.decoupled_decay(2.0, 1.0, 1.0),
        lambda: stability.coupled_decay(2.0, -1.0),
    ):
        with pytest.raises(DescentError, match="expected"):
            call()
