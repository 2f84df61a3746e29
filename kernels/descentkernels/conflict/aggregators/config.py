"""ConFIG: the direction of equal cosine with all gradients, as long as they reach along it."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from ..solvers.spectral import equal_projections
from ..solvers.unit_rows import Array, UnitRows, hosted
from .base import Weighting


class ConFIG(Weighting):
    """d = (Σ gᵢ·d̂) d̂, d̂ = U⁺1/‖U⁺1‖, U the unit gradients.

    From C = UUᵀ alone, since U⁺1 = UᵀC⁺1. Where the gradients depend on each other no direction may
    have equal cosines with all, and d̂ is the best by least squares, so it may conflict. Zero
    gradients take no part; opposite ones, whose C⁺1 = 0, make d = 0.
    """

    title = "ConFIG"
    source = "Liu et al., 2024"
    promises = frozenset({"equivariant", "linear"})

    def weights(self, gramian: Tensor, *, generator: torch.Generator | None = None) -> Tensor:
        return _weights(gramian)


def _two(a: Array, b: Array, c: Array) -> tuple[Array, Array]:
    """λ₁ = (‖g₁‖ + ‖g₂‖)/2‖g₁‖, at any angle."""
    first, second = np.sqrt(a), np.sqrt(c)
    mean = (first + second) / 2
    mean[(a == 0) | (c == 0)] *= 2
    return tuple(np.where(x > 0, mean / np.where(x > 0, x, 1.0), 0.0) for x in (first, second))


@hosted(two=_two)
def _weights(gramian: Array) -> Array:
    rows = UnitRows.of(gramian)
    x = equal_projections(rows)
    reach = (x[:, None] @ rows.cosines)[:, 0]
    square = (x * reach).sum(-1)  # ‖U⁺1‖²
    length = np.where(rows.zero, 0.0, rows.lengths * reach).sum(-1)
    share = np.where(square > 0, length / np.where(square > 0, square, 1.0), 0.0)
    return rows.told(x * share[:, None] / rows.lengths)


aggregator = ConFIG()
