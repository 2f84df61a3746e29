"""The update within a ball about the mean gradient whose least progress is largest."""

from __future__ import annotations

import numpy as np

from .conflict_averse_faces import by_faces
from .conflict_averse_levels import by_levels, norm
from .nonnegative import FEW
from .unit_rows import NOTHING, Array, UnitRows, hosted


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
    if len(gramian) <= FEW:
        members = zip(rows.cosines, rows.lengths, rows.zero, strict=True)
        found = [by_faces(*member, radius) for member in members]
        if all(weights is not None for weights in found):
            return rows.told(np.stack(found))
    return rows.told(by_levels(rows, radius))


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
    mean = norm(rows.cosines, lengths / m)
    mean = np.where(mean > NOTHING * lengths.sum(-1) / m, mean, 0.0)
    size = mean + np.abs(v).max(-1)
    off = np.abs(norm(rows.cosines, v) - radius * mean)
    residual = np.maximum(np.abs(np.minimum(v, slack)).max(-1), off) / np.where(size > 0, size, 1.0)
    return np.where(rows.known, np.where((weights == 0).all(-1), 0.0, residual), np.nan)
