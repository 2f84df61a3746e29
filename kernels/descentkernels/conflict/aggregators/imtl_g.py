"""IMTL-G: an update with equal projections on all gradients."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from ..solvers.spectral import equal_projections
from ..solvers.unit_rows import Array, UnitRows, hosted
from .base import Weighting


class IMTLG(Weighting):
    """d = Jᵀw with Σwᵢ = 1 and gᵢ·d/‖gᵢ‖ the same for all i: w ∝ G⁻¹‖g‖.

    That projection is negative where Σ(G⁻¹‖g‖)ᵢ is, which three or more gradients of unequal
    lengths allow: d then conflicts with all of them. Where the gradients depend on each other w is
    ∝ C⁺1/‖g‖, C their cosines, whose direction is still independent of their lengths and tends to
    0 at opposite gradients. (G⁺‖g‖, the same where G is regular, does neither: it grows without
    bound where opposite gradients become equally long.) Zero gradients have weight 0; where w would
    add up to 0, d = 0.
    """

    title = "IMTL-G"
    source = "Liu et al., 2021"
    promises = frozenset({"equivariant"})

    def weights(self, gramian: Tensor, *, generator: torch.Generator | None = None) -> Tensor:
        return _weights(gramian)


def _two(a: Array, b: Array, c: Array) -> tuple[Array, Array]:
    """w₁ = ‖g₂‖/(‖g₁‖ + ‖g₂‖), at any angle."""
    first, second = np.sqrt(c), np.sqrt(a)
    total = first + second
    total[total == 0] = np.inf
    first, second = first / total, second / total
    first[a == 0], second[c == 0] = 0.0, 0.0
    second[(a == 0) & (c > 0)] = first[(c == 0) & (a > 0)] = 1.0
    return first, second


@hosted(two=_two)
def _weights(gramian: Array) -> Array:
    rows = UnitRows.of(gramian)
    # in units of the shortest gradient, so that 1/ℓ does not overflow
    shortest = np.where(rows.zero, np.inf, rows.lengths).min(-1, keepdims=True)
    weights = equal_projections(rows) * (np.where(rows.zero, 0.0, shortest) / rows.lengths)
    weights = np.where(rows.zero, 0.0, weights)
    total = weights.sum(-1, keepdims=True)
    nothing = np.abs(total) <= 1e-12 * np.abs(weights).sum(-1, keepdims=True)
    return rows.told(np.where(nothing, 0.0, weights / np.where(nothing, 1.0, total)))


aggregator = IMTLG()
