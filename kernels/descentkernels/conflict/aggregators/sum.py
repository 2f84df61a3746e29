"""The sum of the gradients: what training on the summed loss does."""

from __future__ import annotations

import torch
from torch import Tensor

from .base import Weighting


class Sum(Weighting):
    """d = Σ gᵢ."""

    title = "sum"
    source = "gradient descent on the summed loss"
    promises = frozenset({"equivariant", "linear"})

    def weights(self, gramian: Tensor, *, generator: torch.Generator | None = None) -> Tensor:
        return torch.ones_like(gramian[..., 0])


aggregator = Sum()
