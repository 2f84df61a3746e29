"""Pseudo-inverses and inverse roots of many small Gramians."""

from __future__ import annotations

import numpy as np
from scipy.linalg.lapack import dgejsv

from .nonnegative import rooted
from .unit_rows import Array, UnitRows

#: An eigenvalue below this, times m and the largest, is taken for 0: above the rounding of the
#: eigenvalues themselves, so that the rank does not depend on it.
RANK = 8 * 2.0**-52
#: Shortest over longest below which a Gramian's eigenvalues are not what its rows deserve.
UNEQUAL = 1e-2


def equal_projections(rows: UnitRows) -> Array:
    """x = C⁺1 [B, m], 0 for zero gradients: the shortest Uᵀx of equal cosines with all units U.

    Where no vector has equal cosines with all, the best in the sense of least squares. Eigenvalues
    below 8m rounding units of the largest count as 0.
    """
    m = rows.lengths.shape[-1]
    one = np.where(rows.zero, 0.0, 1.0)
    values, vectors = np.linalg.eigh(rows.cosines)
    kept = values > m * RANK * values[:, -1:]
    inner = (one[:, None] @ vectors)[:, 0] * kept / np.where(kept, values, 1.0)
    return np.where(rows.zero, 0.0, (vectors @ inner[:, :, None])[..., 0])


def aligned(gramian: Array) -> Array:
    """σ_r V Σ^{-1} Vᵀ (1/m) [B, m] over the r positive singular values σ of J, G = VΣ²Vᵀ.

    The rank r is that of the unit gradients. 1/m where G = 0.
    """
    m = gramian.shape[-1]
    rows = UnitRows.of(gramian)
    values, vectors = np.linalg.eigh(np.where(rows.known[:, None, None], gramian, np.eye(m)))
    kept = values > m * RANK * values[:, -1:]
    least = np.where(kept, values, np.inf).min(-1, keepdims=True)
    ratio = np.sqrt(np.where(kept, least, 0.0) / np.where(kept, values, 1.0))
    weights = (vectors @ ((vectors.sum(1) / m) * ratio)[:, :, None])[..., 0]
    weights = np.where(kept.any(-1, keepdims=True), weights, 1 / m)
    spread = np.where(rows.zero, np.inf, rows.lengths).min(-1) / rows.lengths.max(-1)
    for b in np.flatnonzero(spread < UNEQUAL):
        weights[b] = _aligned_unequal(rows.cosines[b], rows.lengths[b], rows.zero[b])
    return rows.told(weights)


def _aligned_unequal(cosines: Array, lengths: Array, zero: Array) -> Array:
    """The same for one Gramian of very unequal lengths, [m].

    Jacobi's one-sided method has the singular values of diag(ℓ)U to many digits each, however
    small (Demmel and Veselić, 1992); an eigenvalue of G is known in units of the largest only.
    """
    taking = np.flatnonzero(~zero)
    root = rooted(cosines[np.ix_(taking, taking)], len(taking) * RANK)
    square = np.zeros((len(taking), len(taking)))
    square[: len(root)] = root * (lengths[taking] / lengths[taking].max())  # Jᵀ, rotated
    values, _, vectors, *_, failed = dgejsv(square, joba=0, jobu=0, jobv=0)
    values, vectors = values[: len(root)], vectors[:, : len(root)]
    weights = np.zeros(len(zero))
    share = vectors.sum(0) / len(zero) * (values.min() / values)
    weights[taking] = np.nan if failed else vectors @ share
    return weights


def aligned_two(a: Array, b: Array, c: Array) -> tuple[Array, Array]:
    """The same for [[a, b], [b, c]] in closed form.

    √λ₂ G^{-1/2} = adj(G + √det G) / √(λ₁(trace + 2√det G)), by Cayley and Hamilton.
    """
    trace = a + c
    largest = (trace + np.hypot(a - c, 2 * b)) / 2
    determinant = a * c - b * b
    full = determinant > 8 * RANK * a * c
    s = np.sqrt(np.where(full, determinant, 0.0))
    scale = np.where(full, 2 * np.sqrt(largest * (trace + 2 * s)), 2 * trace)
    first = np.where(full, c + s - b, a + b) / scale
    second = np.where(full, a + s - b, c + b) / scale
    nothing = trace <= 0
    first[nothing] = second[nothing] = 0.5
    return first, second
