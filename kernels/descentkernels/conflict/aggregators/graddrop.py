"""GradDrop: in each weight one sign is drawn, and the gradients of the other sign are dropped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch

from ._needed import needed, uniform, within
from .base import Aggregator, Combined, Evidence


@dataclass(frozen=True)
class GradDrop(Aggregator):
    """d = Σ (ℓ + (1 − ℓ)Mᵢ)∘gᵢ with Mᵢ = [P > U][gᵢ > 0] + [P < U][gᵢ < 0] (Chen et al., 2020).

    P = ½(1 + Σgᵢ/Σ|gᵢ|) per weight is the purity of the positive sign, U uniform in [0, 1) per
    weight; ℓ is the share that leaks through whatever the sign. Weights in which all gradients
    agree are summed. d is no weighted sum of the gradients.
    """

    graddrop_leak: float = 0.0

    title = "GradDrop"
    source = "Chen et al., 2020"
    needs = "gradients"
    promises = frozenset({"equivariant"})

    def __post_init__(self) -> None:
        within(self.graddrop_leak, "graddrop_leak", 0, 1)

    def combine(
        self,
        evidence: Evidence,
        memory: Any = None,
        *,
        generator: torch.Generator | None = None,
    ) -> Combined:
        gradients = needed(evidence.gradients, self.title, "gradients")
        total, size = gradients.sum(-2), gradients.abs().sum(-2)
        purity = torch.where(size == 0, 0.5, (1 + total / size) / 2)
        drawn = uniform(tuple(purity.shape), purity, generator, self.title)
        # per weight one sign stays; a gradient of zero has nothing to keep
        stays = torch.where(purity > drawn, gradients.clamp(min=0).sum(-2), 0) + torch.where(
            purity < drawn, gradients.clamp(max=0).sum(-2), 0
        )
        leak = self.graddrop_leak
        direction = leak * total + (1 - leak) * stays + 0 * total  # keeps a NaN
        return Combined(None, direction)


aggregator = GradDrop()
