"""The curvature at which each optimizer's oscillation on a quadratic neither grows nor dies.

On ½λw² an optimizer with its learning rate and preconditioner held fixed is a linear map of
(w, slots), `companion`. As λ grows from zero, a real root z of its characteristic polynomial passes
−1 first: the period-2 oscillation of the edge of stability. Each threshold is the λ at which the
polynomial vanishes at z = −1; below, all roots lie inside the unit circle.

All take floats and give a float; NaN in, NaN out.
"""

import math

from ..errors import DescentError


def gradient_descent(lr: float) -> float:
    """2/η on the eigenvalues of H.

    w⁺ = w − ηg: z = 1 − ηλ.

    Args:
        lr: η > 0.

    Raises:
        DescentError: if the learning rate is not positive.
    """
    return 2 / _rate(lr)


def heavy_ball(lr: float, beta: float) -> float:
    """2(1 + β)/η on the eigenvalues of H (Polyak, 1964; Cohen et al., 2021).

    v⁺ = βv + g, w⁺ = w − ηv⁺: z² − (1 + β − ηλ)z + β = 0.

    Args:
        lr: η > 0.
        beta: 0 ≤ β < 1.

    Raises:
        DescentError: if a hyperparameter is out of its range.
    """
    return 2 * (1 + _decay("β", beta)) / _rate(lr)


def nesterov(lr: float, beta: float) -> float:
    """2(1 + β)/(η(1 + 2β)) on the eigenvalues of H (Nesterov, 1983; Cohen et al., 2021).

    v⁺ = βv + g, w⁺ = w − η(g + βv⁺), w the point looked ahead to:
    z² − (1 + β)(1 − ηλ)z + β(1 − ηλ) = 0.

    Args:
        lr: η > 0.
        beta: 0 ≤ β < 1.

    Raises:
        DescentError: if a hyperparameter is out of its range.
    """
    return heavy_ball(lr, beta) / (1 + 2 * beta)


def rmsprop(lr: float) -> float:
    """2/η on the eigenvalues of D⁻¹H, D = diag(√ν + ε) or, for Scalar RMSProp, √ν.

    w⁺ = w − ηD⁻¹g with D held fixed: gradient descent in the coordinates √D w.

    Args:
        lr: η > 0.

    Raises:
        DescentError: if the learning rate is not positive.
    """
    return gradient_descent(lr)


def adam(lr: float, beta1: float) -> float:
    """(2 + 2β₁)/((1 − β₁)η) on the eigenvalues of D⁻¹H, D = diag(√ν̂ + ε) (Cohen et al., 2022).

    m⁺ = β₁m + (1 − β₁)g, w⁺ = w − ηD⁻¹m⁺ with D held fixed and the mean's bias gone: heavy-ball
    with learning rate (1 − β₁)η in the coordinates √D w. 38/η at β₁ = 0.9.

    Args:
        lr: η > 0.
        beta1: 0 ≤ β₁ < 1.

    Raises:
        DescentError: if a hyperparameter is out of its range.
    """
    return heavy_ball(lr, beta1) / (1 - beta1)


def interpolated_momentum(lr: float, beta1: float, beta2: float) -> float:
    """2(1 + β₂)/(η(1 + β₂ − 2β₁)) on the eigenvalues of H: Lion without its sign.

    c = β₁m + (1 − β₁)g, w⁺ = w − ηc, m⁺ = β₂m + (1 − β₂)g (the update of Chen et al., 2023):
    (z − 1)(z − β₂) + ηλ[(1 − β₁)(z − β₂) + β₁(1 − β₂)] = 0. Derived here.

    Args:
        lr: η > 0.
        beta1: 0 ≤ β₁ ≤ β₂.
        beta2: β₁ ≤ β₂ < 1.

    Raises:
        DescentError: if a hyperparameter is out of its range.
    """
    if not _decay("β₁", beta1) <= _decay("β₂", beta2):
        raise DescentError(
            f"expected β₁ ≤ β₂, found β₁ = {beta1} and β₂ = {beta2}: beyond, roots may leave the "
            "unit circle elsewhere than at −1."
        )
    return 2 * (1 + beta2) / (_rate(lr) * (1 + beta2 - 2 * beta1))


def sam(lr: float, rho: float, gradient_norm: float) -> float:
    """The λ > 0 with η(λ + ρλ²/‖g‖) = 2, for gradients along its eigenvector.

    w⁺ = w − η∇L(w + ρg/‖g‖), ‖g‖ held fixed: z = 1 − ηλ(1 + ρλ/‖g‖) (Long & Bartlett, 2024). The
    root in a form that does not cancel: λ = (4/η)/(1 + √(1 + 8ρ/(η‖g‖))). It falls to zero with
    the gradient: near a minimum SAM always oscillates, at a distance where the formula holds.

    Args:
        lr: η > 0.
        rho: ρ ≥ 0.
        gradient_norm: ‖g‖ ≥ 0 at w, before the step uphill.

    Raises:
        DescentError: if a hyperparameter is out of its range.
    """
    if rho < 0 or gradient_norm < 0:
        raise DescentError(f"expected ρ ≥ 0 and ‖g‖ ≥ 0, found {rho} and {gradient_norm}.")
    ratio = 0.0 if rho == 0 else (math.inf if gradient_norm == 0 else rho / gradient_norm)
    return 2 * gradient_descent(lr) / (1 + math.sqrt(1 + 8 * ratio / lr))


def _rate(lr: float) -> float:
    if lr <= 0:
        raise DescentError(f"expected a learning rate η > 0, found {lr}.")
    return lr


def _decay(name: str, beta: float) -> float:
    if not (0 <= beta < 1 or math.isnan(beta)):
        raise DescentError(f"expected 0 ≤ {name} < 1, found {beta}.")
    return beta
