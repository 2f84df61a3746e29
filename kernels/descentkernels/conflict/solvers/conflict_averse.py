"""The update within a ball about the mean gradient whose least progress is largest."""

from __future__ import annotations

import math

import numpy as np

from .nonnegative import FEW, least_distance, least_squares, rooted
from .unit_rows import NOTHING, Array, UnitRows, hosted

#: Levels that are tried at most; they fall to the last quadratically and end when they fall by less
#: than this share of the terms they are made of. They rise by no more than rounding.
LEVELS, ENDED, ROUNDING = 40, 1e-15, 1e-12
#: What is this far from binding, in radii of the ball, is as well nearer: numbers stay of order 1.
FAR = -4.0


def _two(a: Array, b: Array, c: Array, *, radius: float) -> tuple[Array, Array]:
    """In closed form: F is linear plus the norm of a point on a line."""
    apart = np.maximum(a + c - 2 * b, 0.0)  # ‖g₁ − g₂‖²
    mean = np.sqrt(np.maximum(a + c + 2 * b, 0.0)) / 2
    sizes = np.sqrt(a), np.sqrt(c)
    reach = radius * np.where(mean > NOTHING / 2 * (sizes[0] + sizes[1]), mean, 0.0)
    slope = (a - c) / 2  # (g₁ − g₂)·g₀
    steep = reach * reach * apart - slope * slope
    height = np.sqrt(np.maximum(a * c - b * b, 0.0)) / apart  # of the line above 0, over √apart
    inner = steep > 0
    shift = np.where(inner, slope * height / np.sqrt(np.where(inner, steep, 1.0)), slope * np.inf)
    shift[slope == 0] = 0.0
    first = np.clip((c - b) / apart - shift, 0.0, 1.0)
    second = np.clip((a - b) / apart + shift, 0.0, 1.0)
    same = apart <= 0
    first[same] = second[same] = 0.5
    first[a == 0], second[c == 0] = 0.0, 0.0
    first[c == 0], second[a == 0] = 1.0, 1.0
    square = a * first * first + 2 * b * first * second + c * second * second
    length = np.sqrt(np.maximum(square, 0.0))
    nothing = (length <= NOTHING * (sizes[0] * first + sizes[1] * second)) & (reach > 0)
    share = np.where(length > 0, reach / np.where(length > 0, length, 1.0), 0.0)
    base = np.where(nothing, 0.0, 0.5)
    share[nothing] = 0.0
    return base + share * first, base + share * second


@hosted(two=_two)
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
    rescaled, are the next w. That d is as far from g₀ as the ball allows where ν is right.
    """
    inverse = np.where(rows.zero, 0.0, 1 / lengths)
    edge = np.where(rows.zero, np.inf, lengths * (along + reach[:, None]))
    level = edge.min(-1)  # the best w that is one task alone
    v = (edge == level[:, None]) * 1.0
    if len(v) <= FEW:
        for i in np.flatnonzero(reach > 0):
            taking = np.flatnonzero(~rows.zero[i])
            c = rows.cosines[i][np.ix_(taking, taking)]
            _alone(c, inverse[i, taking], along[i, taking], reach[i], level[i], v[i], taking)
    else:
        _together(rows, inverse, along, reach, level, v)
    return v


def _alone(
    c: Array, inverse: Array, along: Array, reach: float, level: float, v: Array, taking: Array
) -> None:
    """One member's v, in place, of the tasks `taking` part."""
    root = rooted(c)
    stacked = np.concatenate([root, inverse[None]])
    target = np.zeros(len(stacked))
    target[-1] = 1.0
    for _ in range(LEVELS):
        stacked[-1] = np.maximum((level * inverse - along) / reach, FAR)
        z = least_squares(stacked, target)
        y = root @ z
        length, share = reach * math.sqrt(y @ y), z @ inverse
        size = np.abs(z) @ np.abs(along) + length
        fall = level * share - z @ along - length
        if not fall >= -ROUNDING * size or share == 0:
            return
        v[taking], level = z, level - fall / share
        if fall <= ENDED * size:
            return


def _together(
    rows: UnitRows, inverse: Array, along: Array, reach: Array, level: Array, v: Array
) -> None:
    """The same for all members, v [B, m]."""
    todo = np.flatnonzero(reach > 0)
    for _ in range(LEVELS):
        c, a, by = rows.cosines[todo], along[todo], reach[todo]
        needed = np.maximum((level[todo, None] * inverse[todo] - a) / by[:, None], FAR)
        z = least_distance(c, np.where(rows.zero[todo], FAR, needed))
        length, share = by * _length(c, z), (z * inverse[todo]).sum(-1)
        size = (z * np.abs(a)).sum(-1) + length
        fall = level[todo] * share - (z * a).sum(-1) - length
        better = (fall >= -ROUNDING * size) & (share > 0)
        v[todo[better]] = z[better]
        level[todo[better]] -= (fall / share)[better]
        todo = todo[better & (fall > ENDED * size)]
        if not len(todo):
            return
