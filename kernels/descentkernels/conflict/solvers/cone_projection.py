"""Projections onto the dual cone {d: Jd ≥ 0} of the gradients."""

from __future__ import annotations

import numpy as np

from .nonnegative import cone_multipliers
from .unit_rows import Array, UnitRows, hosted


@hosted
def cone_projection_weights(gramian: Array, preferences: Array) -> Array:
    """λ with Jᵀλ the projection of Jᵀu on {d: Jd ≥ 0}: G [..., m, m], u [..., m] -> [..., m].

    λ = u + μ, μ ≥ 0, Gλ ≥ 0, μᵀGλ = 0 (Quinton and Rey, 2024, proposition 1), solved for unit
    gradients and rescaled. A zero gradient asks for nothing: its λ stays u. Where the gradients
    depend on each other λ is one of several; Jᵀλ is the one projection.
    """
    rows = UnitRows.of(gramian)
    scaled = np.where(rows.zero, 0.0, preferences * rows.lengths)
    raised = cone_multipliers(rows.cosines, scaled[:, None])[:, 0]
    return rows.told(preferences + raised / rows.lengths)


@hosted
def cone_projection_residual(gramian: Array, preferences: Array, weights: Array) -> Array:
    """How far λ is from the projection of Jᵀu, at any scale of the gradients: [...], 0 exactly.

    max over i of |min(μᵢℓᵢ, gᵢ·d/ℓᵢ)| over the largest |λᵢ|ℓᵢ, with μ = λ − u, d = Jᵀλ and ℓᵢ the
    length of gᵢ; both conditions and their complementarity in one number.
    """
    rows = UnitRows.of(gramian)
    scaled = np.where(rows.zero, 0.0, weights * rows.lengths)
    slack = (scaled[:, None] @ rows.cosines)[:, 0]
    raised = np.where(rows.zero, 0.0, (weights - preferences) * rows.lengths)
    size = np.abs(scaled).max(-1)
    residual = np.abs(np.minimum(raised, slack)).max(-1) / np.where(size > 0, size, 1.0)
    return np.where(rows.known, residual, np.nan)
