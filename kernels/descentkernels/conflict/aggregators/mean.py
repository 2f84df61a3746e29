"""The mean gradient: what training on the average loss does."""

from __future__ import annotations

import torch
from torch import Tensor

from .base import Weighting


class Mean(Weighting):
    """d = (1/m) Σ gᵢ."""

    title = "mean"
    source = "gradient descent on the average loss"
    promises = frozenset({"equivariant", "linear"})

    def weights(self, gramian: Tensor, *, generator: torch.Generator | None = None) -> Tensor:
        return torch.full_like(gramian[..., 0], 1 / gramian.shape[-1])


aggregator = Mean()
