"""PCGrad: each gradient gives up what runs against another."""

from __future__ import annotations

import torch
from torch import Tensor

from ._orders import orders
from .base import Weighting


class PCGrad(Weighting):
    """d = Σ gᵢ', each gᵢ' = gᵢ less its part along every gⱼ that it conflicts with, one at a time.

    For j in random order: where gᵢ'·gⱼ < 0, gᵢ' −= (gᵢ'·gⱼ/‖gⱼ‖²) gⱼ (Yu et al., 2020, alg. 1).
    Every gᵢ' is a sum of the gradients, so the coefficients are all there is to compute, for all i
    at once. With three tasks or more d may conflict still, and it depends on the order; linear
    in the lengths for a given order.
    """

    title = "PCGrad"
    source = "Yu et al., 2020"
    promises = frozenset({"linear"})

    def weights(self, gramian: Tensor, *, generator: torch.Generator | None = None) -> Tensor:
        order = orders(gramian, generator, self.title)  # [..., m, m − 1]
        met = gramian[..., None, :, :].expand(*gramian.shape[:-1], *gramian.shape[-2:])
        met = met.gather(-2, order[..., None].expand(*order.shape, gramian.shape[-1]))
        squares = gramian.diagonal(dim1=-2, dim2=-1)
        inverse = torch.where(squares == 0, 0.0, 1 / squares)  # nothing to project on: 0
        inverse = inverse[..., None, :].expand_as(gramian).gather(-1, order)
        products = gramian.clone()  # gᵢ'·gⱼ
        removed = torch.zeros_like(inverse)
        for visit in range(order.shape[-1]):
            against = products.gather(-1, order[..., visit : visit + 1]).clamp(max=0)
            removed[..., visit : visit + 1] = against * inverse[..., visit : visit + 1]
            products -= removed[..., visit : visit + 1] * met[..., visit, :]
        ones = torch.ones_like(squares)
        return ones.scatter_add(-1, order.flatten(-2), -removed.flatten(-2))


aggregator = PCGrad()
