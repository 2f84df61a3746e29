"""SAM-GS: gradients of unlike lengths are made equal, of like lengths weighed by their past."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from ..measures.magnitude_similarity import magnitude_similarity
from ._needed import needed, within
from .base import Aggregator, Combined, Evidence


@dataclass(frozen=True)
class Similarities:
    """What SAM-GS remembers."""

    moment: Tensor  # [..., m, P] mean of the gradients so far, not yet corrected for its start
    spread: Tensor  # [...] mean of (1 − mean Ψ)² so far, likewise
    steps: int


@dataclass(frozen=True)
class SAMGS(Aggregator):
    """Similarity-aware momentum gradient surgery (Borsani et al., 2025); angles play no part.

    With Ψᵢⱼ = 2‖gᵢ‖‖gⱼ‖/(‖gᵢ‖² + ‖gⱼ‖²): where some pair has Ψ < γ, d = (mean ‖g‖) Σ gᵢ/‖gᵢ‖; else
    d = Σ gᵢ∘|m̂ᵢ|/√v̂, where mᵢ ← β₁mᵢ + (1 − β₁)gᵢ, v ← β₂v + (1 − β₂)(1 − mean Ψ)² + 1e-8 and the
    hats divide by 1 − βᵗ. So in the second regime d is quadratic in the gradients. The modulus of
    m̂, the 1e-8 (in place of an ε beside the root) and β₁ = β₂ = γ = .9 are those of the authors'
    released code. A zero gradient stays zero. A single task has nobody to be like: d = g.
    """

    samgs_gamma: float = 0.9
    samgs_beta1: float = 0.9
    samgs_beta2: float = 0.9

    title = "SAM-GS"
    source = "Borsani et al., 2025"
    needs = "gradients"
    promises = frozenset({"equivariant"})

    def __post_init__(self) -> None:
        within(self.samgs_gamma, "samgs_gamma", 0, 1)
        within(self.samgs_beta1, "samgs_beta1", 0, 0.9999)
        within(self.samgs_beta2, "samgs_beta2", 0, 0.9999)

    def combine(
        self,
        evidence: Evidence,
        memory: Similarities | None = None,
        *,
        generator: torch.Generator | None = None,
    ) -> Combined:
        given = needed(evidence.gradients, self.title, "gradients")
        gradients, gramian = given.double(), evidence.gramian.double()
        pairs = _pairs(gramian)  # [..., m(m−1)/2]
        if not pairs.shape[-1]:
            return Combined(torch.ones_like(gramian[..., 0]), given[..., 0, :], memory)
        b1, b2 = self.samgs_beta1, self.samgs_beta2
        past: Any = memory or Similarities(
            torch.zeros_like(gradients), torch.zeros_like(gramian[..., 0, 0]), 0
        )
        steps = past.steps + 1
        moment = b1 * past.moment + (1 - b1) * gradients
        spread = b2 * past.spread + (1 - b2) * (1 - pairs.mean(-1)).square() + 1e-8
        lengths = gramian.diagonal(dim1=-2, dim2=-1).clamp(min=0).sqrt()
        equal = lengths.mean(-1, keepdim=True) / torch.where(lengths == 0, torch.inf, lengths)
        equalised = (equal[..., None, :] @ gradients)[..., 0, :]
        scale = (spread / (1 - b2**steps)).sqrt()[..., None]
        modulated = (gradients * moment.abs() / (1 - b1**steps)).sum(-2) / scale
        unlike = (pairs < self.samgs_gamma).any(-1, keepdim=True)
        direction = torch.where(unlike, equalised, modulated)
        return Combined(None, direction.to(given), Similarities(moment, spread, steps))


def _pairs(gramian: Tensor) -> Tensor:
    """Ψ of each pair once; two zero gradients are alike."""
    rows, columns = torch.triu_indices(*gramian.shape[-2:], 1, device=gramian.device)
    squares = gramian.diagonal(dim1=-2, dim2=-1)
    nothing = (squares[..., rows] == 0) & (squares[..., columns] == 0)
    return torch.where(nothing, 1.0, magnitude_similarity(gramian)[..., rows, columns])


aggregator = SAMGS()
