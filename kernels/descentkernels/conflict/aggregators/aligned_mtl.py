"""Aligned-MTL: the mean of the gradients after their singular values are made equal."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from ..solvers.spectral import aligned, aligned_two
from ..solvers.unit_rows import Array, hosted
from .base import Weighting


class AlignedMTL(Weighting):
    """d = Jᵀλ, λ = √λ_r V Λ^{-1/2} Vᵀ (1/m) with G = VΛVᵀ: all singular values become the least.

    r is the rank: eigenvalues below m rounding units of the largest count as 0, so d jumps where
    the gradients become dependent. Gradients whose lengths differ by more than 1e7 are dependent
    in that sense. Zero gradients are left out by it.
    """

    title = "Aligned-MTL"
    source = "Senushkin et al., 2023"
    promises = frozenset({"equivariant"})

    def weights(self, gramian: Tensor, *, generator: torch.Generator | None = None) -> Tensor:
        return _weights(gramian)


@hosted(two=aligned_two)
def _weights(gramian: Array) -> Array:
    known = np.isfinite(gramian).all((-2, -1))
    if known.all():
        return aligned(gramian)
    weights = aligned(np.where(known[:, None, None], gramian, 1.0))
    return np.where(known[:, None], weights, np.nan)


aggregator = AlignedMTL()
