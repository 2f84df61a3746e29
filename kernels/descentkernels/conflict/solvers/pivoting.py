"""Block principal pivoting for ½xᵀMx − qᵀx over x ≥ 0 (Júdice and Pires, 1994)."""

from __future__ import annotations

import numpy as np
from scipy.linalg.lapack import dposv

from .unit_rows import Array

#: Added to the diagonal of a face's matrix so that dependent gradients factor; below the rounding
#: of the residual that decides.
RIDGE = 1e-15
#: Full exchanges that may fail to lessen the infeasibilities before only the last one is exchanged.
PATIENCE = 3


def pivoted(matrix: Array, linear: Array) -> Array:
    """x [B, k, m] for M [B, m, m], q [B, k, m], all in step; where it does not end, its last x.

    A variable is free (its slack 0) or at 0. All that have the wrong sign change sides; a member
    whose number of wrong signs has not fallen for `PATIENCE` exchanges changes only its last one
    (Murty's rule), which cannot cycle.
    """
    m = linear.shape[-1]
    identity = np.eye(m)
    stacked = np.broadcast_to(matrix[:, None], (*linear.shape, m))
    shape = linear.shape[:-1]
    free = linear > 0
    fewest = np.full(shape, m + 1)
    patience = np.full(shape, PATIENCE)
    x = np.zeros_like(linear)
    todo = np.ones(shape, bool)
    for _ in range(10 * m):
        f, at, q = free[todo], stacked[todo], linear[todo]
        both = f[:, :, None] & f[:, None, :]
        face = np.where(both, at, 0.0) + identity * np.where(f, RIDGE, 1.0)[:, :, None]
        found = _solved(face, np.where(f, q, 0.0)[..., None])[..., 0]
        slack = (at @ found[..., None])[..., 0] - q
        size = np.abs(q).max(-1) + np.abs(found).max(-1)
        wrong = np.where(f, found, slack) < -RIDGE * size[:, None]
        count = wrong.sum(-1)
        x[todo] = np.where(f, found, 0.0)
        fewer = count < fewest[todo]
        fewest[todo] = np.minimum(count, fewest[todo])
        left = np.where(fewer, PATIENCE, patience[todo] - 1)
        patience[todo] = left
        last = (np.arange(m) == m - 1 - wrong[:, ::-1].argmax(-1)[:, None]) & wrong
        free[todo] = f ^ np.where((left >= 0)[:, None], wrong, last)
        todo[todo] = count > 0
        if not todo.any():
            break
    return np.maximum(x, 0.0)


def _solved(matrix: Array, right: Array) -> Array:
    """x with Mx = b: [..., m, m], [..., m, 1]. A ridge this small may round away: one exactly
    singular member would fail all, so then every one gets its shortest x."""
    try:
        return np.linalg.solve(matrix, right)
    except np.linalg.LinAlgError:
        return np.linalg.pinv(matrix, hermitian=True) @ right


def pivoted_one(matrix: Array, linear: Array) -> Array:
    """x [m] for one M [m, m] and q [m], by the same exchanges, on the face's own matrix."""
    m = len(linear)
    free, fewest, patience = linear > 0, m + 1, PATIENCE
    x = np.zeros(m)
    for _ in range(10 * m):
        where = np.flatnonzero(free)
        x = np.zeros(m)
        if len(where):
            face = matrix[np.ix_(where, where)]
            face.flat[:: len(where) + 1] += RIDGE
            x[where], failed = dposv(face, linear[where])[1:]
            if failed:
                break
        slack = matrix @ x - linear
        size = np.abs(linear).max() + np.abs(x).max()
        wrong = np.flatnonzero(np.where(free, x, slack) < -RIDGE * size)
        if not len(wrong):
            break
        patience = PATIENCE if len(wrong) < fewest else patience - 1
        fewest = min(fewest, len(wrong))
        exchanged = wrong if patience >= 0 else wrong[-1:]
        free[exchanged] ^= True
    return np.maximum(x, 0.0)
