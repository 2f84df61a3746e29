"""Nash's bargaining solution among the tasks."""

from __future__ import annotations

import math

import numpy as np
from scipy.linalg.lapack import dposv

from .nonnegative import FEW
from .unit_rows import NOTHING, Array, UnitRows, hosted

#: Newton's iterations; each may double a weight, so that some 30 of them reach 1/NOTHING from 1.
ITERATIONS = 80
#: The decrement below which whole steps are taken, each of which squares it, and that of the last
#: step. Nearly dependent gradients end, at rounding, where it falls no more.
NEAR, ENDED = 0.1, 1e-7


def bargained(rows: UnitRows) -> Array:
    """β [B, m] > 0 with Cβ = 1/β for the unit gradients, so that G(β/ℓ) = 1/(β/ℓ).

    Newton's method on the strictly convex, self-concordant ½βᵀCβ − Σ log βᵢ, damped by its
    decrement δ to a step of 1/(1 + δ) (Nesterov and Nemirovskii, 1994). There is no solution where
    the unit gradients' hull reaches 0; there, and for zero gradients, β = 0.
    """
    m = rows.lengths.shape[-1]
    total = rows.cosines.sum((-2, -1))
    beta = np.sqrt(m / np.maximum(total, m * NOTHING**2))[:, None] * np.ones(m)
    agreed = total > m * NOTHING**2  # of one or two the start is the solution
    if m > 2 and len(beta) <= FEW:
        for i, c in enumerate(rows.cosines):
            agreed[i] = _alone(c, beta[i])
    elif m > 2:
        agreed = _together(rows.cosines, beta)
    return np.where(agreed[:, None] & ~rows.zero, beta, 0.0)


def _alone(c: Array, beta: Array) -> bool:
    """Newton's method on one β [m], in place; whether it ended."""
    m, before = len(beta), NEAR
    for _ in range(ITERATIONS):
        inverse = 1 / beta
        gradient = c @ beta - inverse
        hessian = c.copy()
        hessian.flat[:: m + 1] += inverse * inverse
        _, step, failed = dposv(hessian, gradient, overwrite_a=1)
        decrement = math.sqrt(max(step @ gradient, 0.0))
        beta -= step / (1 + (decrement if decrement > NEAR else 0.0))
        if failed or beta.sum() * NOTHING >= math.sqrt(m) or beta.min() <= 0:
            return False
        if decrement <= ENDED or before <= decrement < NEAR:
            return True
        before = decrement
    return False


def _together(c: Array, beta: Array) -> Array:
    """The same on all β [B, m]; which ended [B]."""
    m = beta.shape[-1]
    agreed, todo = np.zeros(len(beta), bool), np.arange(len(beta))
    before = np.full(len(beta), NEAR)
    for _ in range(ITERATIONS):
        inverse = 1 / beta[todo]
        gradient = (c[todo] @ beta[todo, :, None])[..., 0] - inverse
        hessian = c[todo]
        hessian.reshape(-1, m * m)[:, :: m + 1] += inverse * inverse
        step = np.linalg.solve(hessian, gradient[..., None])[..., 0]
        decrement = np.sqrt(np.maximum((step * gradient).sum(-1), 0.0))
        beta[todo] -= step / (1 + np.where(decrement > NEAR, decrement, 0.0))[:, None]
        ended = (decrement <= ENDED) | ((before[todo] <= decrement) & (decrement < NEAR))
        agreed[todo], before[todo] = ended, decrement
        possible = (beta[todo].sum(-1) * NOTHING < np.sqrt(m)) & (beta[todo].min(-1) > 0)
        todo = todo[~ended & possible]
        if not len(todo):
            break
    return agreed


@hosted
def bargaining_weights(gramian: Array) -> Array:
    """α ≥ 0 with Gα = 1/α: G [..., m, m] -> [..., m] (Navon et al., 2022).

    A zero gradient takes no part: its weight is 0. Where a convex combination of the others'
    directions is 0 there is no solution and all weights are 0.
    """
    rows = UnitRows.of(gramian)
    return rows.told(bargained(rows) / rows.lengths)


@hosted
def bargaining_residual(gramian: Array, weights: Array) -> Array:
    """max of |αᵢ(Gα)ᵢ − 1| / Σⱼ|αᵢGᵢⱼαⱼ| over the tasks i that take part: [...], 0 exactly."""
    rows = UnitRows.of(gramian)
    beta = np.where(rows.zero, 0.0, weights * rows.lengths)
    terms = beta[:, :, None] * rows.cosines * beta[:, None]
    size = np.abs(terms).sum(-1)
    off = np.abs(terms.sum(-1) - 1) / np.where(beta == 0, np.inf, size)
    return np.where(rows.known, off.max(-1), np.nan)
