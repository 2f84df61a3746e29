"""GradNorm: losses that lag behind are to have longer gradients."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from ._needed import needed, within
from .base import Aggregator, Combined, Evidence, checked_gramian, weighted

#: Weights never fall below this, nor to zero, from where none would return.
LEAST = 1e-6


@dataclass(frozen=True)
class Balance:
    """What GradNorm remembers."""

    weights: Tensor  # [..., m] of the next step, Σ w = m
    start: Tensor  # [..., m] the losses it began with


@dataclass(frozen=True)
class GradNorm(Aggregator):
    """d = Σ wᵢgᵢ, where w descends on Σ|wᵢ‖gᵢ‖ − N̄ rᵢ^α| with the target held (Chen et al., 2018).

    N̄ = mean wᵢ‖gᵢ‖; rᵢ = (Lᵢ/Lᵢ(0))/mean of the same: how far the task lags behind. A step moves
    wᵢ by −rate · sign(wᵢ‖gᵢ‖ − N̄ rᵢ^α) ‖gᵢ‖/N̄, then Σw is brought back to m. The paper does not
    divide by N̄ (it takes the gradients of one shared layer and leaves the rate to an optimizer):
    here w does not change with the losses' unit. The weights of a step are those found at the last
    one, 1 at first. Losses are taken above `gradnorm_floor` and must lie above it, elsewhere NaN.
    """

    gradnorm_alpha: float = 1.5
    gradnorm_rate: float = 0.025
    gradnorm_floor: float = 0.0

    title = "GradNorm"
    source = "Chen et al., 2018"
    needs = "losses"
    promises = frozenset({"equivariant"})

    def __post_init__(self) -> None:
        within(self.gradnorm_alpha, "gradnorm_alpha", 0, torch.inf)
        within(self.gradnorm_rate, "gradnorm_rate", 0, torch.inf)

    def combine(
        self,
        evidence: Evidence,
        memory: Balance | None = None,
        *,
        generator: torch.Generator | None = None,
    ) -> Combined:
        losses = needed(evidence.losses, self.title, "losses").double() - self.gradnorm_floor
        gramian = checked_gramian(evidence.gramian)
        if memory is None:
            memory = Balance(torch.ones_like(losses), losses)
        weights = memory.weights
        lengths = gramian.diagonal(dim1=-2, dim2=-1).clamp(min=0).sqrt()
        ratios = torch.where((losses > 0) & (memory.start > 0), losses / memory.start, torch.nan)
        lag = (ratios / ratios.mean(-1, keepdim=True)) ** self.gradnorm_alpha
        weighed = weights * lengths
        mean = weighed.mean(-1, keepdim=True)
        off = torch.sign(weighed - mean * lag)
        # no gradient at all: nothing to balance
        slope = off * torch.where(mean == 0, 0.0, lengths / mean)
        after = (weights - self.gradnorm_rate * slope).clamp(min=LEAST)
        after = after * (after.shape[-1] / after.sum(-1, keepdim=True))
        return Combined(
            weights, weighted(weights, evidence.gradients), Balance(after, memory.start)
        )


aggregator = GradNorm()
