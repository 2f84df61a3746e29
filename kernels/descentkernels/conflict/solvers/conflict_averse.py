"""The update within a ball about the mean gradient whose least progress is largest."""

from __future__ import annotations

import numpy as np

from .nonnegative import nonnegative
from .unit_rows import NOTHING, Array, UnitRows, hosted

#: Levels that are tried at most; they fall to the last quadratically and end when they fall by less
#: than this share of the terms they are made of. They rise by no more than rounding.
LEVELS, ENDED, ROUNDING = 40, 1e-15, 1e-12


@hosted
def conflict_averse_weights(gramian: Array, *, radius: float) -> Array:
    """λ of d = g₀ + c‖g₀‖ g_w/‖g_w‖: G [..., m, m], the radius c -> [..., m] (Liu et al., 2021).

    w is the argmin over the simplex of F(w) = g_w·g₀ + c‖g₀‖‖g_w‖, with g_w = Jᵀw and g₀ the mean;
    d then has the largest min gᵢ·d of all within c‖g₀‖ of g₀. Zero gradients are left out of w.
    Where g_w = 0 at the argmin the rule is undefined, and λ = 0; where g₀ = 0, d = g₀.
    """
    rows = UnitRows.of(gramian)
    m = rows.lengths.shape[-1]
    scale = rows.lengths.max(-1, keepdims=True)
    lengths = np.where(rows.zero, 0.0, rows.lengths / scale)
    along = (lengths[:, None] @ rows.cosines)[:, 0] / m  # unit gradients · g₀
    mean = np.sqrt(np.maximum((lengths * along).sum(-1) / m, 0.0))
    reach = radius * np.where(mean > NOTHING * lengths.sum(-1) / m, mean, 0.0)
    if m == 2:
        v = _of_two(rows.cosines[:, 0, 1], lengths, reach)
    else:
        v = _by_levels(rows, lengths, along, reach)
    length = _length(rows.cosines, v)
    nothing = (length <= NOTHING * v.sum(-1)) & (reach > 0)
    share = np.where(nothing | (length == 0), 0.0, reach / length)
    weights = 1 / m + v * share[:, None] * scale / rows.lengths
    return rows.told(np.where(nothing[:, None], 0.0, weights))


@hosted
def conflict_averse_residual(gramian: Array, weights: Array, *, radius: float) -> Array:
    """How far λ is from that update, at any scale of the gradients: [...], 0 exactly.

    With v = (λ − 1/m)ℓ, ℓᵢ the length of gᵢ, and the level ν = Σvᵢ(gᵢ·d)/ℓᵢ over Σvᵢ/ℓᵢ: the
    largest of |min(vᵢ, (gᵢ·d − ν)/ℓᵢ)| and |‖d − g₀‖ − c‖g₀‖|, over ‖g₀‖ + max |v|. 0 where λ = 0.
    """
    rows = UnitRows.of(gramian)
    m = rows.lengths.shape[-1]
    lengths = np.where(rows.zero, 0.0, rows.lengths)
    v = lengths * (weights - 1 / m)
    cosine = (lengths * weights)[:, None] @ rows.cosines
    inverse = np.where(rows.zero, 0.0, 1 / rows.lengths)
    total = (v * inverse).sum(-1)
    level = (v * cosine[:, 0]).sum(-1) / np.where(total > 0, total, 1.0)
    slack = np.where(
        rows.zero | (total <= 0)[:, None], 0.0, cosine[:, 0] - level[:, None] * inverse
    )
    mean = _length(rows.cosines, lengths / m)
    mean = np.where(mean > NOTHING * lengths.sum(-1) / m, mean, 0.0)
    size = mean + np.abs(v).max(-1)
    off = np.abs(_length(rows.cosines, v) - radius * mean)
    residual = np.maximum(np.abs(np.minimum(v, slack)).max(-1), off) / np.where(size > 0, size, 1.0)
    return np.where(rows.known, np.where((weights == 0).all(-1), 0.0, residual), np.nan)


def _length(cosines: Array, v: Array) -> Array:
    """‖Σ vᵢgᵢ/ℓᵢ‖ [B]."""
    return np.sqrt(np.maximum((v * (v[:, None] @ cosines)[:, 0]).sum(-1), 0.0))


def _by_levels(rows: UnitRows, lengths: Array, along: Array, reach: Array) -> Array:
    """v ∝ wℓ [B, m] by Newton's method on the level ν = F(w), which bounds min gᵢ·d from above.

    For a level, the d nearest to g₀ with Jd ≥ ν is a least distance problem; its multipliers,
    rescaled, are the next w. They are at least as near to g₀ as the ball allows where ν is right.
    """
    inverse = np.where(rows.zero, np.inf, 1 / lengths)
    unit = np.where(reach > 0, reach, 1.0)[:, None]
    level = np.where(rows.zero, np.inf, lengths * (along + reach[:, None])).min(-1)
    v = (lengths * (along + reach[:, None]) == level[:, None]) * 1.0
    todo = np.flatnonzero(reach > 0)
    for _ in range(LEVELS):
        if not len(todo):
            break
        c, a = rows.cosines[todo], along[todo]
        # what is far from binding is as well nearer: it keeps the matrix of order 1
        needed = np.maximum((level[todo, None] * inverse[todo] - a) / unit[todo], -4.0)
        needed = np.where(rows.zero[todo], -4.0, needed)
        z = nonnegative(c + needed[:, :, None] * needed[:, None, :], needed[:, None])[:, 0]
        share = np.where(z > 0, z * np.where(rows.zero[todo], 0.0, inverse[todo]), 0.0).sum(-1)
        terms = z * a, reach[todo] * _length(c, z)
        found = (terms[0].sum(-1) + terms[1]) / share
        fall = (level[todo] - found) * share
        size = np.abs(terms[0]).sum(-1) + terms[1]
        better = fall >= -ROUNDING * size  # not where nothing binds, 0/0
        v[todo[better]] = z[better]
        level[todo] = np.where(better, found, level[todo])
        todo = todo[better & (fall > ENDED * size)]
    return v


def _of_two(cosine: Array, lengths: Array, reach: Array) -> Array:
    """v = wℓ [B, 2] in closed form: F is linear plus the norm of a point on a line."""
    (a, b), at = lengths.T, np.maximum(1 - cosine * cosine, 0.0)
    apart = np.maximum(a * a + b * b - 2 * cosine * a * b, 0.0)  # ‖g₁ − g₂‖²
    slope = (a - b) * (a + b) / 2  # (g₁ − g₂)·g₀
    steep = reach * reach * apart - slope * slope
    height = a * b * np.sqrt(at / (apart * apart))  # of the hull's line above 0, over √apart
    shift = np.where(steep > 0, slope * height / np.sqrt(np.abs(steep)), np.sign(slope) * 1e300)
    first = np.clip((b - cosine * a) * b / apart - shift, 0.0, 1.0)
    second = np.clip((a - cosine * b) * a / apart + shift, 0.0, 1.0)
    same = ~(apart > 0)
    v = np.stack([np.where(same, 0.5, first) * a, np.where(same, 0.5, second) * b], -1)
    zero = lengths == 0
    return np.where(zero.any(-1, keepdims=True), ~zero, v)
