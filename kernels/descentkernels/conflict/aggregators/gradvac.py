"""GradVac: gradients are turned towards the angles they usually have."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from ._needed import within
from ._orders import among, orders
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
    promises = frozenset({"linear"})

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
        order = orders(gramian, generator, self.title)  # [..., m, m − 1]
        target = torch.zeros_like(gramian) if memory is None else memory
        lengths = gramian.diagonal(dim1=-2, dim2=-1).clamp(min=0).sqrt()
        met = among(gramian, order).unbind(-2)
        sizes = lengths[..., None, :].expand_as(gramian).gather(-1, order).unbind(-1)
        usual = target.gather(-1, order).unbind(-1)
        products = gramian.gather(-1, order)  # gᵢ'·gⱼ
        square = lengths.square()  # ‖gᵢ'‖²
        added, seen = [], []
        for visit, (row, length, aim) in enumerate(zip(met, sizes, usual, strict=True)):
            product, own = products[..., visit].clone(), square.clamp(min=0).sqrt()
            cosine = _cosine(product, own * length)
            coefficient = _coefficient(cosine, aim, own, length)
            square = square + coefficient * (2 * product + coefficient * length.square())
            products.addcmul_(row, coefficient[..., None])
            added.append(coefficient)
            seen.append(cosine)
        weights = torch.ones_like(lengths)
        if added:
            weights.scatter_add_(-1, order.flatten(-2), torch.stack(added, -1).flatten(-2))
            blended = torch.lerp(torch.stack(usual, -1), torch.stack(seen, -1), self.gradvac_beta)
            target = target.scatter(-1, order, blended)
        return Combined(weights, weighted(weights, evidence.gradients), target)


def _cosine(product: Tensor, both: Tensor) -> Tensor:
    return torch.where(both == 0, 0.0, product / both).clamp_(-1, 1)


def _coefficient(cosine: Tensor, aim: Tensor, own: Tensor, length: Tensor) -> Tensor:
    """a for a gradient of length `own` at `cosine` to one of `length`; 0 where nothing is due."""
    turn = aim * ((1 - cosine.square()) / (1 - aim.square())).sqrt() - cosine
    due = (cosine < aim) & (length > 0)
    added = torch.where(due, own / length * turn.nan_to_num(CAP).clamp(max=CAP), 0.0)
    return added + 0 * cosine  # keeps a NaN


aggregator = GradVac()
