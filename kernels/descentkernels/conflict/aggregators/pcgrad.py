"""PCGrad: each gradient gives up what runs against another."""

from __future__ import annotations

import torch
from torch import Tensor

from ._orders import among, orders
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
        squares = gramian.diagonal(dim1=-2, dim2=-1)
        inverse = torch.where(squares == 0, 0.0, 1 / squares)  # nothing to project on: 0
        # all that task i meets, in the order in which it does
        inverse = inverse[..., None, :].expand_as(gramian).gather(-1, order).unbind(-1)
        met = among(gramian, order).unbind(-2)  # each [..., m, m − 1]
        products = gramian.gather(-1, order)  # gᵢ'·gⱼ
        added = []
        for visit, (squared, row) in enumerate(zip(inverse, met, strict=True)):
            coefficient = products[..., visit].clamp(max=0).mul_(squared).neg_()
            products.addcmul_(row, coefficient[..., None])
            added.append(coefficient)
        ones = torch.ones_like(squares)
        if not added:
            return ones
        return ones.scatter_add_(-1, order.flatten(-2), torch.stack(added, -1).flatten(-2))


aggregator = PCGrad()
