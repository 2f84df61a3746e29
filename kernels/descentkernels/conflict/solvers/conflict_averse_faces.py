"""CAGrad's weights for one Gramian, by exchanges of the tasks that bind."""

from __future__ import annotations

import math

import numpy as np
from scipy.linalg.lapack import dposv

from .pivoting import RIDGE
from .unit_rows import NOTHING, Array

#: A wrong sign smaller than this, in radii of the ball, is rounding.
ROUNDING = 1e-14
#: Exchanges of all the wrong tasks, and then of the last wrong one, before the slower method, which
#: cannot cycle, has its turn.
ALL, LAST = 6, 12


def by_faces(cosines: Array, lengths: Array, zero: Array, radius: float) -> Array | None:
    """λ [m] of `conflict_averse_weights` for C [m, m] and ℓ [m]; None where it does not settle.

    Were the tasks known that bind at d, a face F, then d = g₀ + Uᵀv with v = C_FF⁻¹(ν/ℓ − U g₀)
    there, and ‖d − g₀‖ = c‖g₀‖ is a quadratic equation in the level ν. All tasks of the wrong sign
    (v < 0 on F, gᵢ·d < ν off it) change sides until there are none: then d is optimal.
    """
    m = len(lengths)
    if zero.any():
        taking = np.flatnonzero(~zero)
        weights = np.full(m, 1 / m)
        if len(taking):
            part = by_faces(cosines[np.ix_(taking, taking)], lengths[taking], zero[taking], radius)
            if part is None:
                return None
            # the mean of all has the direction of the mean of these
            weights[taking] = part * (len(taking) / m)
        return weights
    scale = lengths.max()
    sizes = lengths / scale
    along = cosines @ sizes / m  # unit gradients · g₀
    mean = math.sqrt(max(sizes @ along / m, 0.0))
    if radius == 0 or mean <= NOTHING * sizes.sum() / m:
        return np.full(m, 1 / m)
    reach = radius * mean
    terms = np.empty((m, 2))
    terms[:, 0] = inverse = 1 / sizes
    terms[:, 1] = along
    # nobody's progress exceeds what one task alone could reach: who is below it at g₀ may bind
    binds = (sizes * (along + reach)).min() * inverse > along
    for turn in range(ALL + LAST):
        face = np.flatnonzero(binds)
        right, matrix = terms[face], cosines[face[:, None], face]
        matrix.flat[:: len(face) + 1] += RIDGE
        _, solved, failed = dposv(matrix, right)
        (a, b), (_, c) = (right.T @ solved).tolist() if len(face) else ((0.0, 0.0), (0.0, 0.0))
        root = b * b - a * (c - reach * reach)
        if failed or a <= 0:
            return None
        level = (b + math.sqrt(max(root, 0.0))) / a  # where F's plane misses the ball, the nearest
        v = np.zeros(m)
        v[face] = solved @ (level, -1.0)
        slack = cosines @ v + along - level * inverse
        wrong = np.where(binds, v, slack) < -ROUNDING * (reach + mean)
        if not wrong.any():
            if root < -ROUNDING * b * b:
                return None
            v = np.maximum(v, 0.0)
            length = math.sqrt(max(v @ (cosines @ v), 0.0))
            if length <= NOTHING * v.sum():
                return None
            return 1 / m + v * inverse * (reach / length)
        if turn < ALL:
            binds ^= wrong
        else:
            binds[np.flatnonzero(wrong)[-1]] ^= True
    return None
