"""Nash's bargaining solution among the tasks."""

from __future__ import annotations

import numpy as np

from .unit_rows import NOTHING, Array, UnitRows, hosted

#: Newton's iterations; each may double a weight, so that some 30 of them reach 1/NOTHING from 1.
ITERATIONS = 80
#: The decrement before a step that ends Newton's method: the step squares it.
ENDED = 1e-7


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
    if m > 2:
        agreed = np.zeros(len(beta), bool)
        todo = np.arange(len(beta))
        for _ in range(ITERATIONS):
            c, b = rows.cosines[todo], beta[todo]
            gradient = (c @ b[..., None])[..., 0] - 1 / b
            hessian = c.copy()
            hessian.reshape(-1, m * m)[:, :: m + 1] += 1 / (b * b)
            step = np.linalg.solve(hessian, gradient[..., None])[..., 0]
            decrement = np.sqrt(np.maximum((step * gradient).sum(-1), 0.0))
            b = b - step / (1 + np.where(decrement > 0.1, decrement, 0.0))[:, None]
            beta[todo] = b
            ended = decrement <= ENDED
            agreed[todo] = ended
            going = ~ended & (b > 0).all(-1) & (b.sum(-1) * NOTHING < np.sqrt(m))
            todo = todo[going]
            if not len(todo):
                break
    return np.where(agreed[:, None] & ~rows.zero, beta, 0.0)


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
    """max over i of |αᵢ(Gα)ᵢ − 1|, over the tasks that take part: [...], 0 exactly."""
    rows = UnitRows.of(gramian)
    beta = np.where(rows.zero, 0.0, weights * rows.lengths)
    gain = beta * (beta[:, None] @ rows.cosines)[:, 0]
    taking = beta != 0
    return np.where(rows.known, np.abs(np.where(taking, gain - 1, 0.0)).max(-1), np.nan)
