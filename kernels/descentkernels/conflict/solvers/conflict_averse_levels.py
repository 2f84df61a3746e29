"""CAGrad's weights for many Gramians at once, by Newton's method on the level of least progress."""

from __future__ import annotations

import numpy as np

from .nonnegative import least_distance
from .unit_rows import NOTHING, Array, UnitRows

#: Levels that are tried at most; they fall to the last quadratically and end when they fall by less
#: than this share of the terms they are made of. They rise by no more than rounding.
LEVELS, ENDED, ROUNDING = 40, 1e-15, 1e-12
#: What is this far from binding, in radii of the ball, is as well nearer: numbers stay of order 1.
FAR = -4.0


def by_levels(rows: UnitRows, radius: float) -> Array:
    """λ [B, m] of `conflict_averse_weights`.

    The level ν = F(w) of any w bounds min gᵢ·d from above. The d nearest to g₀ with Jd ≥ ν is a
    least distance problem; its multipliers, rescaled, are the next w (Newton's step on the distance
    as a function of ν, which is convex). That d is as far from g₀ as the ball allows where ν is
    right, so that the last multipliers v = wℓ, rescaled, are the answer.
    """
    m = rows.lengths.shape[-1]
    scale = rows.lengths.max(-1, keepdims=True)
    lengths = np.where(rows.zero, 0.0, rows.lengths / scale)
    inverse = np.where(rows.zero, 0.0, scale / rows.lengths)
    along = (lengths[:, None] @ rows.cosines)[:, 0] / m  # unit gradients · g₀
    mean = np.sqrt(np.maximum((lengths * along).sum(-1) / m, 0.0))
    reach = radius * np.where(mean > NOTHING * lengths.sum(-1) / m, mean, 0.0)
    edge = np.where(rows.zero, np.inf, lengths * (along + reach[:, None]))
    level = edge.min(-1)  # of the best w that is one task alone
    v = (edge == level[:, None]) * 1.0
    todo = np.flatnonzero(reach > 0)
    for _ in range(LEVELS):
        if not len(todo):
            break
        c, a, by = rows.cosines[todo], along[todo], reach[todo]
        needed = np.maximum((level[todo, None] * inverse[todo] - a) / by[:, None], FAR)
        z = least_distance(c, np.where(rows.zero[todo], FAR, needed))
        length, share = by * norm(c, z), (z * inverse[todo]).sum(-1)
        size = (z * np.abs(a)).sum(-1) + length
        fall = level[todo] * share - (z * a).sum(-1) - length
        better = (fall >= -ROUNDING * size) & (share > 0)
        v[todo[better]] = z[better]
        level[todo[better]] -= (fall / share)[better]
        todo = todo[better & (fall > ENDED * size)]
    length = norm(rows.cosines, v)
    nothing = (length <= NOTHING * v.sum(-1)) & (reach > 0)
    share = np.where(nothing | (length == 0), 0.0, reach / length)
    return np.where(nothing[:, None], 0.0, 1 / m + v * share[:, None] * inverse)


def norm(cosines: Array, v: Array) -> Array:
    """‖Σ vᵢgᵢ/ℓᵢ‖ [B] of v [B, m]."""
    return np.sqrt(np.maximum((v * (v[:, None] @ cosines)[:, 0]).sum(-1), 0.0))
