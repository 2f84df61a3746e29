"""Pseudo-inverses and inverse roots of many small Gramians."""

from __future__ import annotations

import numpy as np

from .unit_rows import Array, UnitRows

#: An eigenvalue below this, times m and the largest, is taken for 0.
RANK = 2.0**-52


def equal_projections(rows: UnitRows) -> Array:
    """x = C⁺1 [B, m], 0 for zero gradients: the shortest Uᵀx of equal cosines with all units U.

    Where no vector has equal cosines with all, the best in the sense of least squares. Eigenvalues
    below 4m rounding units count as 0.
    """
    m = rows.lengths.shape[-1]
    one = np.where(rows.zero, 0.0, 1.0)
    values, vectors = np.linalg.eigh(rows.cosines)
    kept = values > 4 * m * RANK * values[:, -1:]
    inner = (one[:, None] @ vectors)[:, 0] * kept / np.where(kept, values, 1.0)
    return np.where(rows.zero, 0.0, (vectors @ inner[:, :, None])[..., 0])


def aligned(gramian: Array) -> Array:
    """√λ_r V Λ^{-1/2} Vᵀ (1/m) [B, m], over the r eigenvalues of G above m rounding units.

    1/m where G = 0.
    """
    m = gramian.shape[-1]
    values, vectors = np.linalg.eigh(gramian)
    kept = values > m * RANK * values[:, -1:]
    least = np.where(kept, values, np.inf).min(-1, keepdims=True)
    ratio = np.sqrt(np.where(kept, least, 0.0) / np.where(kept, values, 1.0))
    weights = (vectors @ ((vectors.sum(1) / m) * ratio)[:, :, None])[..., 0]
    return np.where(kept.any(-1, keepdims=True), weights, 1 / m)


def aligned_two(a: Array, b: Array, c: Array) -> tuple[Array, Array]:
    """The same for [[a, b], [b, c]] in closed form.

    √λ₂ G^{-1/2} = adj(G + √det G) / √(λ₁(trace + 2√det G)), by Cayley and Hamilton.
    """
    trace = a + c
    largest = (trace + np.hypot(a - c, 2 * b)) / 2
    determinant = a * c - b * b
    full = determinant > 2 * RANK * largest * largest
    s = np.sqrt(np.where(full, determinant, 0.0))
    scale = np.where(full, 2 * np.sqrt(largest * (trace + 2 * s)), 2 * trace)
    first = np.where(full, c + s - b, a + b) / scale
    second = np.where(full, a + s - b, c + b) / scale
    nothing = trace <= 0
    first[nothing] = second[nothing] = 0.5
    return first, second
