"""CAGrad: near the mean gradient, the update whose least progress is largest."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from ...errors import DescentError
from ..solvers import conflict_averse_weights
from .base import Weighting


@dataclass(frozen=True)
class CAGrad(Weighting):
    """d = g₀ + c‖g₀‖ g_w/‖g_w‖, w = argmin over the simplex of g_w·g₀ + c‖g₀‖‖g_w‖.

    g₀ is the mean gradient and g_w = Jᵀw; d maximises minᵢ gᵢ·d over ‖d − g₀‖ ≤ c‖g₀‖, solved
    exactly for any c ≥ 0. At c = 0 it is the mean; for c < 1 it ends where the mean gradient is 0,
    and it may conflict. Where g_w = 0 at the argmin (c ≥ 1 only) d = 0. Zero gradients count in
    g₀ but not in the minimum. `solvers.conflict_averse_residual` certifies an answer.
    """

    cagrad_c: float = 0.5

    title = "CAGrad"
    source = "Liu et al., 2021"
    promises = frozenset({"equivariant"})

    def __post_init__(self) -> None:
        if not self.cagrad_c >= 0:
            raise DescentError(f"cagrad_c: expected a number of at least 0; found {self.cagrad_c}.")

    def weights(self, gramian: Tensor, *, generator: torch.Generator | None = None) -> Tensor:
        return conflict_averse_weights(gramian, radius=self.cagrad_c)


aggregator = CAGrad()
