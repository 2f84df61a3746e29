"""Convex quadratic programs over x ≥ 0, many small ones at once."""

from __future__ import annotations

import numpy as np
from scipy.linalg.lapack import dpstrf
from scipy.optimize import nnls

from .pivoting import pivoted, pivoted_one
from .unit_rows import Array

#: Up to so many problems, and up to so many unknowns, Lawson and Hanson's method one by one is the
#: fastest; beyond, pivoting all together, or pivoting one large problem.
FEW, SMALL = 24, 40
#: The residual that a pivoted solution may leave: rounding, in units of the largest term.
ROUNDING = 4e-15
#: Elements of one stack of matrices solved together, a bound on memory.
STACK = 1 << 22


def nonnegative(matrix: Array, linear: Array) -> Array:
    """argmin over x ≥ 0 of ½xᵀMx − qᵀx, for M [B, m, m] and q [B, k, m]: x [B, k, m].

    M is positive semidefinite with a diagonal of order 1 and q in its range, so that there is a
    minimum; where there are several, one of them. Pivoting (Júdice and Pires, 1994) is checked by
    `nonnegative_residual`; what it leaves above rounding, and small sets of problems, are solved by
    active sets on a factor of M (Lawson and Hanson, 1974), which depends on the root of M's
    condition only.
    """
    (count, rows, m), x = linear.shape, np.empty_like(linear)
    if m == 1:
        return np.maximum(linear / matrix, 0.0)
    if m == 2:
        return _of_two(matrix, linear)
    if count * rows <= FEW and m <= SMALL:
        for b in range(count):
            _by_active_sets(matrix[b], linear[b], x[b])
        return x
    if m > SMALL:
        for b, r in np.ndindex(count, rows):
            x[b, r] = pivoted_one(matrix[b], linear[b, r])
    else:
        together = max(STACK // (rows * m * m), 1)
        for start in range(0, count, together):
            part = slice(start, start + together)
            x[part] = pivoted(matrix[part], linear[part])
    left = nonnegative_residual(matrix, linear, x)
    for b in np.flatnonzero((~(left <= ROUNDING * m)).any(-1)):
        again = x[b].copy()
        failed = ~(left[b] <= ROUNDING * m)
        found = np.empty((failed.sum(), m))
        _by_active_sets(matrix[b], linear[b][failed], found)
        again[failed] = found
        better = ~(nonnegative_residual(matrix[b], linear[b], again) >= left[b])
        x[b][better] = again[better]
    return x


def nonnegative_residual(matrix: Array, linear: Array, x: Array) -> Array:
    """max over i of |min(xᵢ, (Mx − q)ᵢ)|, over max |q| + max |x|: [B, k], 0 at the minimum only."""
    slack = x @ matrix - linear
    size = np.abs(linear).max(-1) + np.abs(x).max(-1)
    return np.abs(np.minimum(x, slack)).max(-1) / np.where(size > 0, size, 1.0)


def _by_active_sets(matrix: Array, linear: Array, x: Array) -> None:
    """Fills x [k, m]: min ‖Ax − b‖ over x ≥ 0, with M = AᵀA of a pivoted Cholesky, q = Aᵀb."""
    m = len(matrix)
    factor, order, rank, _ = dpstrf(matrix, tol=m * 1e-16)
    order = order - 1
    upper = np.triu(factor)[:rank]
    for r, q in enumerate(linear):
        # q is in the range of Aᵀ: its first `rank` entries determine b
        b = np.linalg.solve(upper[:, :rank].T, q[order][:rank])
        try:
            x[r, order] = nnls(upper, b)[0]
        except RuntimeError:  # it cycled; the residual tells
            x[r] = pivoted_one(matrix, q)


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
