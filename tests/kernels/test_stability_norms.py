"""Sharpness in a norm against brute force, closed forms and the optimizers it belongs to."""

from __future__ import annotations

import itertools

import pytest
import torch
from descentkernels import DescentError, stability
from descentkernels.layout import Slot
from descentkernels.stability import MaxNorm, Norm, SpectralNorm
from hypothesis import given, settings
from hypothesis import strategies as st
from kernel_cases import DEVICES, generator, make_case, randn, symmetric
from torch import Tensor

MATRICES = (Slot("a", (3, 2), slice(0, 6)), Slot("b", (2, 2), slice(6, 10)))
LAYOUT = (*MATRICES, Slot("c", (3,), slice(10, 13)))
NORMS = [MaxNorm(), SpectralNorm(LAYOUT)]


def semidefinite(size: int, seed: int) -> Tensor:
    return symmetric([float(2.0**-i) for i in range(size)], seed=seed)


def corners(size: int) -> Tensor:
    return torch.tensor(list(itertools.product([-1.0, 1.0], repeat=size)), dtype=torch.float64)


@pytest.mark.parametrize("norm", NORMS, ids=["max", "spectral"])
@given(seed=st.integers(0, 10**6))
@settings(max_examples=20, deadline=None)
def test_the_oracle_attains_the_dual_norm(norm: Norm, seed: int) -> None:
    v, others = randn(4, 13, seed=seed), randn(50, 13, seed=seed + 1)
    d = norm.oracle(v)
    torch.testing.assert_close(norm.norm(d), torch.ones(4, dtype=torch.float64))
    torch.testing.assert_close((v * d).sum(1), norm.dual(v))
    inside = others / norm.norm(others)[:, None]
    assert ((inside @ v.T) <= norm.dual(v) + 1e-12).all()
    torch.testing.assert_close(norm.norm(-3 * v), 3 * norm.norm(v))


@given(seed=st.integers(0, 10**6))
@settings(max_examples=20, deadline=None)
def test_max_norm_by_all_corners(seed: int) -> None:
    """A convex function is largest at a corner: 2¹⁰ of them. 24 starts find it here each time."""
    h = semidefinite(10, seed)
    best = torch.einsum("cp,pq,cq->c", corners(10), h, corners(10)).max().item()
    found = stability.norm_sharpness(lambda v: v @ h, MaxNorm(), randn(24, 10, seed=seed))
    assert found.value == pytest.approx(best, rel=1e-12)
    assert found.value == pytest.approx((found.direction @ h @ found.direction).item(), rel=1e-12)
    assert abs(found.gap) < 1e-6
    assert found.values.max() == found.value


def test_spectral_norm_of_two_by_two_by_all_rotations() -> None:
    """Corners of the ball: rotations and reflections, on a grid of 1e-3 (error of order 1e-6)."""
    layout = (Slot("a", (2, 2), slice(0, 4)),)
    angle = torch.linspace(0, 2 * torch.pi, 6284, dtype=torch.float64)
    c, s = angle.cos(), angle.sin()
    every = torch.cat([torch.stack([c, -s, s, c], 1), torch.stack([c, s, s, -c], 1)])
    for seed in range(5):
        h = semidefinite(4, seed)
        best = torch.einsum("cp,pq,cq->c", every, h, every).max().item()
        found = stability.norm_sharpness(
            lambda v, h=h: v @ h, SpectralNorm(layout), randn(8, 4, seed=seed), tol=1e-12
        )
        assert best * (1 - 1e-11) <= found.value <= best * (1 + 2e-6)


@pytest.mark.parametrize("norm", NORMS, ids=["max", "spectral"])
def test_rank_one_and_identity_in_closed_form(norm: Norm) -> None:
    """H = aaᵀ: S = ‖a‖_*². H = I: the number of weights, or of singular values."""
    a = randn(13, seed=4)
    found = stability.norm_sharpness(lambda v: (v @ a)[:, None] * a, norm, randn(3, 13))
    assert found.value == pytest.approx(norm.dual(a[None]).item() ** 2, rel=1e-12)
    found = stability.norm_sharpness(lambda v: v.clone(), norm, randn(3, 13))
    assert found.value == pytest.approx(13 if isinstance(norm, MaxNorm) else 2 + 2 + 1, rel=1e-12)


def test_indefinite_matrices_are_searched_inside_the_ball() -> None:
    """diag(1, −1): zero at every corner, one at (1, 0)."""
    h = torch.diag(torch.tensor([1.0, -1.0], dtype=torch.float64))
    found = stability.norm_sharpness(lambda v: v @ h, MaxNorm(), torch.ones(1, 2).double())
    assert found.value == pytest.approx(1)
    torch.testing.assert_close(found.direction.abs(), torch.tensor([1.0, 0.0]).double())


@pytest.mark.parametrize("norm", [MaxNorm(), SpectralNorm(MATRICES)], ids=["max", "spectral"])
def test_steepest_descent_has_its_edge_at_two_over_the_sharpness(norm: Norm) -> None:
    h = semidefinite(10, 3)
    found = stability.norm_sharpness(
        lambda v: v @ h, norm, randn(40, 10, seed=1), tol=1e-15, max_rounds=1000
    )

    def step(w: Tensor, lr: float) -> Tensor:
        g = (h @ w)[None]
        return w - lr * norm.dual(g)[0] * norm.oracle(g)[0]

    for seed in range(20):  # below: the loss falls in every step, wherever it starts
        w = randn(10, seed=seed)
        for _ in range(30):
            after = step(w, 1.99 / found.value)
            if w @ h @ w < 1e-12:
                break
            assert after @ h @ after < w @ h @ w
            w = after
    for scale, grows in ((0.99, False), (1.01, True)):  # along d it is a matter of one number
        w = found.direction.clone()
        for _ in range(50):
            w = step(w, scale * 2 / found.value)
        expected = found.direction * (1 - 2 * scale) ** 50
        torch.testing.assert_close(w, expected, rtol=1e-4, atol=1e-4)
        assert (w.norm() > found.direction.norm()) == grows


@pytest.mark.parametrize("norm", [MaxNorm(), SpectralNorm(MATRICES)], ids=["max", "spectral"])
def test_swinging_sign_and_spectral_optimizers_sit_at_their_thresholds(norm: Norm) -> None:
    """Each runs from w = ½ηd and its slot of the swing: it must return after two steps, and the
    threshold at its effective learning rate must be S."""
    h, lr, beta1, beta2 = semidefinite(10, 3), 0.02, 0.9, 0.99
    found = stability.norm_sharpness(
        lambda v: v @ h, norm, randn(40, 10, seed=1), tol=1e-15, max_rounds=1000
    )
    start = 0.5 * lr * found.direction
    g = h @ start
    rules = {
        "sign": lambda w, m: (h @ w, m),
        "muon": lambda w, m: (beta1 * m + h @ w, beta1 * m + h @ w),
        "muon, Nesterov": lambda w, m: (h @ w + beta1 * (beta1 * m + h @ w), beta1 * m + h @ w),
        "lion": lambda w, m: (beta1 * m + (1 - beta1) * h @ w, beta2 * m + (1 - beta2) * h @ w),
    }
    slots = {"sign": 0 * g, "lion": -g * (1 - beta2) / (1 + beta2)}
    thresholds = {
        "sign": stability.gradient_descent,
        "muon": lambda x: stability.heavy_ball(x, beta1),
        "muon, Nesterov": lambda x: stability.nesterov(x, beta1),
        "lion": lambda x: stability.interpolated_momentum(x, beta1, beta2),
    }
    for name, rule in rules.items():
        w, m = start, slots.get(name, -g / (1 + beta1))
        for _ in range(2):
            c, m = rule(w, m)
            dual = norm.dual(c[None]).item()
            at = thresholds[name](stability.effective_lr(lr, dual))
            assert at == pytest.approx(found.value, rel=1e-9), name
            w = w - lr * norm.oracle(c[None])[0]
        torch.testing.assert_close(w, start, rtol=0, atol=1e-6 * lr)  # d's own error


@pytest.mark.parametrize("device", DEVICES)
def test_a_network_with_its_layout(device: str) -> None:
    """Never below what a unit step of the optimizer finds, and stationary."""
    objective = make_case("cnn").objective(device=device)
    at = objective.linearize(objective.flat())
    for norm in (MaxNorm(), SpectralNorm(objective.layout)):
        step = norm.oracle(at.gradient[None])
        extra = torch.randn(3, objective.dim, generator=generator(device=device), device=device)
        starts = torch.cat([at.gradient[None], extra.double()])
        found = stability.norm_sharpness(at.hvp, norm, starts)
        assert found.value >= (step @ at.hvp(step).T).item() * (1 - 1e-12)
        assert norm.norm(found.direction[None]).item() == pytest.approx(1, rel=1e-9)
        assert found.gap < 1e-6


def test_what_is_not_finite() -> None:
    nan = torch.full((1, 13), torch.nan, dtype=torch.float64)
    for norm in NORMS:
        assert norm.oracle(nan).isnan().all()
        assert norm.dual(nan).isnan()
        found = stability.norm_sharpness(lambda v: v * torch.nan, norm, randn(2, 13))
        assert torch.tensor(found.value).isnan()
        with pytest.raises(DescentError, match="found none"):
            stability.norm_sharpness(lambda v: v, norm, nan)
    assert torch.equal(NORMS[1].oracle(0 * randn(1, 13)), 0 * randn(1, 13))
    with pytest.raises(DescentError, match=r"expected vectors \[k, 13\]"):
        NORMS[1].dual(randn(2, 12))
    assert stability.effective_lr(0.1, 0.0) == torch.inf
