"""GradVac: gradients are turned towards the angles they usually have."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from ._needed import within
from ._orders import orders
from .base import Aggregator, Combined, Evidence, checked_gramian, weighted

#: How many times its own length a gradient may be given of another. Without it the coefficient is
#: infinite where the target is 1, as it becomes after a few steps of parallel gradients.
CAP = 10.0


@dataclass(frozen=True)
class GradVac(Aggregator):
    """d = Σ gᵢ', each gᵢ' turned towards gⱼ until their cosine φ reaches its usual value φ̂.

    For j in random order, where φ = cos(gᵢ', gⱼ) < φ̂ᵢⱼ: gᵢ' += a gⱼ with
    a‖gⱼ‖ = ‖gᵢ'‖(φ̂√(1 − φ²) − φ√(1 − φ̂²))/√(1 − φ̂²), but never more than 10‖gᵢ'‖; then
    φ̂ᵢⱼ ← (1 − β)φ̂ᵢⱼ + βφ (Wang et al., 2021, who have no such bound and β = .01). At the first
    step φ̂ = 0, and this is PCGrad. Zero gradients are left alone.
    """

    gradvac_beta: float = 0.5

    title = "GradVac"
    source = "Wang et al., 2021"

    def __post_init__(self) -> None:
        within(self.gradvac_beta, "gradvac_beta", 0, 1)

    def combine(
        self,
        evidence: Evidence,
        memory: Tensor | None = None,
        *,
        generator: torch.Generator | None = None,
    ) -> Combined:
        """`memory` is φ̂ [..., m, m]."""
        gramian = checked_gramian(evidence.gramian)
        order = orders(gramian, generator, self.title)
        target = torch.zeros_like(gramian) if memory is None else memory.clone()
        lengths = gramian.diagonal(dim1=-2, dim2=-1).clamp(min=0).sqrt()
        products = gramian.clone()  # gᵢ'·gⱼ
        square = lengths.square()  # ‖gᵢ'‖²
        weights = torch.ones_like(lengths)
        for visit in range(order.shape[-1]):
            other = order[..., visit : visit + 1]  # [..., m, 1]
            product, usual = products.gather(-1, other)[..., 0], target.gather(-1, other)[..., 0]
            length, own = lengths.gather(-1, other[..., 0]), square.clamp(min=0).sqrt()
            both = own * length
            cosine = torch.where(both == 0, 0.0, product / both).clamp(-1, 1)
            turn = usual * (1 - cosine.square()).sqrt() / (1 - usual.square()).sqrt() - cosine
            turn = torch.where(cosine < usual, turn.nan_to_num(CAP).clamp(max=CAP), 0.0)
            added = torch.where(both == 0, 0.0, own / length * turn) + 0 * cosine  # keeps a NaN
            square = square + 2 * added * product + (added * length).square()
            rows = gramian.gather(-2, other.expand_as(gramian))
            products = products + added[..., None] * rows
            weights = weights.scatter_add(-1, other[..., 0], added)
            blended = (1 - self.gradvac_beta) * usual + self.gradvac_beta * cosine
            target.scatter_(-1, other, blended[..., None])
        return Combined(weights, weighted(weights, evidence.gradients), target)


aggregator = GradVac()
