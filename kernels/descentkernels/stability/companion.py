"""Each optimizer on ½λw² as a matrix: (w, slot)⁺ = M(λ) (w, slot).

The preconditioner is held fixed; for one, λ is an eigenvalue of D⁻¹H. The rate at which the
oscillation grows or dies is the spectral radius of M: above one beyond `thresholds`. All take λ as
any tensor [...] and give M [..., 2, 2], or [..., 1, 1] without a slot, in its dtype.
Hyperparameters as in `thresholds`; `decay` is the decoupled γ.
"""

import torch
from torch import Tensor


def gradient_descent(curvature: Tensor, lr: float, *, decay: float = 0.0) -> Tensor:
    """w⁺ = (1 − ηγ − ηλ)w."""
    return (1 - lr * decay - lr * curvature)[..., None, None]


def heavy_ball(curvature: Tensor, lr: float, beta: float, *, decay: float = 0.0) -> Tensor:
    """(w, v): v⁺ = λw + βv, w⁺ = (1 − ηγ)w − ηv⁺."""
    return _matrix(1 - lr * decay - lr * curvature, -lr * beta, curvature, beta)


def nesterov(curvature: Tensor, lr: float, beta: float, *, decay: float = 0.0) -> Tensor:
    """(w, v): v⁺ = λw + βv, w⁺ = (1 − ηγ)w − η(λw + βv⁺)."""
    stay = 1 - lr * decay - lr * (1 + beta) * curvature
    return _matrix(stay, -lr * beta * beta, curvature, beta)


def adam(curvature: Tensor, lr: float, beta1: float, *, decay: float = 0.0) -> Tensor:
    """(w, m): m⁺ = (1 − β₁)λw + β₁m, w⁺ = (1 − ηγ)w − ηm⁺, without the mean's bias correction."""
    gain = (1 - beta1) * curvature
    return _matrix(1 - lr * decay - lr * gain, -lr * beta1, gain, beta1)


def interpolated_momentum(
    curvature: Tensor, lr: float, beta1: float, beta2: float, *, decay: float = 0.0
) -> Tensor:
    """(w, m): w⁺ = (1 − ηγ)w − η(β₁m + (1 − β₁)λw), m⁺ = β₂m + (1 − β₂)λw: Lion, no sign."""
    stay = 1 - lr * decay - lr * (1 - beta1) * curvature
    return _matrix(stay, -lr * beta1, (1 - beta2) * curvature, beta2)


def sam(curvature: Tensor, lr: float, rho: float, gradient_norm: float) -> Tensor:
    """w⁺ = (1 − ηλ(1 + ρλ/‖g‖))w with ‖g‖ held fixed."""
    return (1 - lr * curvature * (1 + rho * curvature / gradient_norm))[..., None, None]


def spectral_radius(matrix: Tensor) -> Tensor:
    """Largest |z| over the eigenvalues of each matrix: [..., m, m] -> [...].

    Per step, the factor by which what an optimizer started with grows or dies in the long run.
    """
    return torch.linalg.eigvals(matrix).abs().amax(-1)


def _matrix(a: Tensor, b: float, c: Tensor, d: float) -> Tensor:
    rows = torch.stack([a, torch.full_like(a, b), c, torch.full_like(a, d)], -1)
    return rows.unflatten(-1, (2, 2))
