"""Convex quadratic programs over x ≥ 0, many small ones at once."""

from __future__ import annotations

import numpy as np
from scipy.linalg.lapack import dpstrf
from scipy.optimize import nnls

from .pivoting import pivoted, pivoted_one
from .unit_rows import Array

#: Up to so many problems, of up to so many unknowns, Lawson and Hanson's method one by one is the
#: fastest; of more problems pivoting all together, of more unknowns pivoting one by one.
FEW, SMALL = 24, 40
#: The residual that a pivoted solution may leave: rounding, in units of the largest term.
ROUNDING = 4e-15
#: Elements of one stack of matrices solved together, a bound on memory.
STACK = 1 << 22


def cone_multipliers(cosines: Array, scaled: Array) -> Array:
    """argmin over x ≥ 0 of ‖Uᵀ(s + x)‖², UUᵀ = C [B, m, m] and s [B, k, m]: x [B, k, m]."""
    if not few(scaled):
        return nonnegative(cosines, -scaled @ cosines)
    x = np.zeros_like(scaled)
    for c, s, out in zip(cosines, scaled, x, strict=True):
        root = rooted(c)
        for r, b in enumerate(-s @ root.T):
            out[r] = least_squares(root, b)
    return x


def least_distance(cosines: Array, reach: Array) -> Array:
    """argmin over z ≥ 0 of ‖Uᵀz‖² + (1 − hᵀz)², UUᵀ = C [B, m, m] and h [B, m]: z [B, m].

    Uᵀz/(1 − hᵀz) is the shortest y with Uy ≥ h; there is none where 1 − hᵀz = 0 (Lawson and Hanson,
    1974, chapter 23).
    """
    if not few(reach[:, None]):
        matrix = cosines + reach[:, :, None] * reach[:, None, :]
        return nonnegative(matrix, reach[:, None])[:, 0]
    z = np.empty_like(reach)
    for b, (c, h) in enumerate(zip(cosines, reach, strict=True)):
        stacked = np.concatenate([rooted(c), h[None]])
        z[b] = least_squares(stacked, np.eye(len(stacked))[-1])
    return z


def few(linear: Array) -> bool:
    """Whether the problems of right-hand sides [B, k, m] are faster one by one."""
    count, rows, m = linear.shape
    return count * rows <= FEW and 2 < m <= SMALL


def nonnegative(matrix: Array, linear: Array) -> Array:
    """argmin over x ≥ 0 of ½xᵀMx − qᵀx, for M [B, m, m] and q [B, k, m]: x [B, k, m].

    M is positive semidefinite with a diagonal of order 1 and q in its range, so that there is a
    minimum; where there are several, one of them. Pivoting (Júdice and Pires, 1994) is checked by
    `nonnegative_residual`; what it leaves above rounding is solved again by active sets on a factor
    of M (Lawson and Hanson, 1974), which depends on the root of M's condition only.
    """
    (count, rows, m), x = linear.shape, np.empty_like(linear)
    if m == 1:
        return np.maximum(linear / matrix, 0.0)
    if m == 2:
        return _of_two(matrix, linear)
    if m > SMALL:
        for b, r in np.ndindex(count, rows):
            x[b, r] = pivoted_one(matrix[b], linear[b, r])
    else:
        together = max(STACK // (rows * m * m), 1)
        for start in range(0, count, together):
            part = slice(start, start + together)
            x[part] = pivoted(matrix[part], linear[part])
    left = nonnegative_residual(matrix, linear, x)
    for b, r in np.argwhere(~(left <= ROUNDING * m)):
        root, q = rooted(matrix[b]), linear[b, r]
        again = least_squares(root, np.linalg.lstsq(root.T, q)[0])
        if not nonnegative_residual(matrix[b], q, again) >= left[b, r]:
            x[b, r] = again
    return x


def nonnegative_residual(matrix: Array, linear: Array, x: Array) -> Array:
    """max over i of |min(xᵢ, (Mx − q)ᵢ)|, over max |q| + max |x|: [B, k], 0 at the minimum only."""
    slack = x @ matrix - linear
    size = np.abs(linear).max(-1) + np.abs(x).max(-1)
    return np.abs(np.minimum(x, slack)).max(-1) / np.where(size > 0, size, 1.0)


def rooted(matrix: Array, least: float = 1e-16) -> Array:
    """R [rank, m] with M = RᵀR, by Cholesky's method with pivots down to `least`."""
    factor, order, rank, _ = dpstrf(matrix, tol=least)
    root = np.empty((rank, len(matrix)))
    root[:, order - 1] = np.triu(factor)[:rank]
    return root


def least_squares(root: Array, b: Array) -> Array:
    """argmin over x ≥ 0 of ‖Rx − b‖ [m], by active sets."""
    try:
        return nnls(root, b)[0]
    except RuntimeError:  # it cycled, as it may where rows depend on each other to rounding
        return pivoted_one(root.T @ root, b @ root)


def _of_two(matrix: Array, linear: Array) -> Array:
    """The closed form for m = 2: the face whose solution meets the conditions."""
    a, b, c = (matrix[:, i, j, None] for i, j in ((0, 0), (0, 1), (1, 1)))
    p, q = linear[..., 0], linear[..., 1]
    x, y = np.maximum(p / a, 0.0), np.maximum(q / c, 0.0)  # the best on either edge
    first, second = q <= b * x, p <= b * y  # there the other's slack is in order
    determinant = a * c - b * b
    inner = ~(first | second)
    out = np.empty_like(linear)
    out[..., 0] = np.where(first, x, 0.0)
    out[..., 1] = np.where(first, 0.0, np.where(second, y, 0.0))
    if inner.any():
        safe = np.where(determinant > 0, determinant, 1.0)
        out[..., 0] = np.where(inner, np.maximum((c * p - b * q) / safe, 0.0), out[..., 0])
        out[..., 1] = np.where(inner, np.maximum((a * q - b * p) / safe, 0.0), out[..., 1])
    return out
