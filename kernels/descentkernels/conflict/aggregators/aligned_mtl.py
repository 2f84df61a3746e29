"""Aligned-MTL: the mean of the gradients after their singular values are made equal."""

from __future__ import annotations

import torch
from torch import Tensor

from ..solvers.spectral import aligned, aligned_two
from ..solvers.unit_rows import hosted
from .base import Weighting


class AlignedMTL(Weighting):
    """d = Jᵀλ, λ = σ_r VΣ⁻¹Vᵀ(1/m), J's singular values Σ and G = VΣ²Vᵀ: all become the least.

    r is the rank: singular values that are rounding count as 0, so d jumps where gradients become
    dependent. Whether they are is asked of unit gradients, however unequal the lengths. Zero
    gradients are left out by it.
    """

    title = "Aligned-MTL"
    source = "Senushkin et al., 2023"
    promises = frozenset({"equivariant"})

    def weights(self, gramian: Tensor, *, generator: torch.Generator | None = None) -> Tensor:
        return _weights(gramian)


_weights = hosted(aligned, two=aligned_two)

aggregator = AlignedMTL()
