"""The shortest vector of the gradients' convex hull."""

from __future__ import annotations

import numpy as np

from .nonnegative import least_distance
from .unit_rows import Array, UnitRows, hosted


def _two(a: Array, b: Array, c: Array) -> tuple[Array, Array]:
    """The foot of the perpendicular on g₁g₂, or the nearer end; ½ where both are one."""
    apart = a + c - 2 * b
    same = apart <= 0
    apart[same] = 1.0
    first, second = ((x - b) / apart for x in (c, a))
    first[same] = second[same] = 0.5
    return first.clip(0, 1), second.clip(0, 1)


@hosted(two=_two)
def min_norm_weights(gramian: Array) -> Array:
    """argmin over the simplex of wᵀGw: G [..., m, m] -> [..., m].

    As a least distance problem (Lawson and Hanson, 1974, chapter 23): with unit gradients U and
    b = min ℓ / ℓ, the z ≥ 0 that makes ‖Uᵀz‖² + (1 − bᵀz)² least is, rescaled, the answer, at
    lengths however unequal. A zero gradient is itself the shortest vector: the weight is all on it.
    """
    rows = UnitRows.of(gramian)
    b = rows.lengths.min(-1, keepdims=True) / rows.lengths
    z = least_distance(rows.cosines, b) * b
    z = np.where(rows.zero.any(-1, keepdims=True), rows.zero, z)
    return rows.told(z / z.sum(-1, keepdims=True))


@hosted
def min_norm_residual(gramian: Array, weights: Array) -> Array:
    """How far w is from the shortest vector, at any scale: [...], 0 exactly.

    max over i of |min(wᵢℓᵢ, (gᵢ·d − ‖d‖²)/ℓᵢ)| over max wᵢℓᵢ, and |Σwᵢ − 1| if larger: at the
    shortest d = Jᵀw every gradient reaches at least as far along d as d itself.
    """
    rows = UnitRows.of(gramian)
    scaled = np.where(rows.zero, 0.0, weights * rows.lengths)
    reach = (scaled[:, None] @ rows.cosines)[:, 0]
    slack = np.where(rows.zero, 0.0, reach - (scaled * reach).sum(-1, keepdims=True) / rows.lengths)
    size = scaled.max(-1)
    residual = np.abs(np.minimum(scaled, slack)).max(-1) / np.where(size > 0, size, 1.0)
    residual = np.maximum(residual, np.abs(weights.sum(-1) - 1))
    return np.where(rows.known, residual, np.nan)
