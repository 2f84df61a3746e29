"""A tanh network with its derivatives in its input, carried forward layer by layer."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor


@dataclass(frozen=True)
class JetNetwork:
    """u: R^D → R by tanh layers of the given widths, with ∂₁u, ..., ∂_D u and Δ_c u = Σ c_d ∂_d²u.

    A jet [2 + D, n, h] holds the 2 + D streams of n points through a layer of h units. A linear
    layer maps each stream alike (the bias goes to the values only); through a = tanh z, s = 1 − a²

        a_d = s z_d,   a_Δ = s z_Δ − 2as Σ c_d z_d²,

    so that second derivatives cost one stream however many inputs there are (the forward Laplacian
    of Li et al., 2023). It is plain algebra of w: autograd may go through it as often as it likes.
    """

    widths: tuple[int, ...]  # D, hidden, ..., 1
    coefficients: tuple[float, ...]  # c [D]

    @property
    def dim(self) -> int:
        """P."""
        return sum((i + 1) * o for i, o in pairwise(self.widths))

    def layers(self, w: Tensor) -> list[tuple[Tensor, Tensor]]:
        """Weight [out, in] and bias [out] of each layer, views of w [P]."""
        found, place = [], 0
        for i, o in pairwise(self.widths):
            weight = w[place : place + i * o].view(o, i)
            place += i * o
            found.append((weight, w[place : place + o]))
            place += o
        return found

    def inputs(self, points: Tensor) -> Tensor:
        """The jet [2 + D, n, D] of the identity at points [n, D]."""
        count, dim = points.shape
        jet = points.new_zeros(2 + dim, count, dim)
        jet[0] = points
        for d in range(dim):
            jet[1 + d, :, d] = 1.0
        return jet

    def jets(self, w: Tensor, inputs: Tensor) -> Tensor:
        """u, ∂_d u and Δ_c u [2 + D, n] at the points of `inputs` [2 + D, n, D]."""
        *hidden, (weight, bias) = self.layers(w)
        signs = inputs.new_tensor(self.coefficients)[:, None, None]
        jet = inputs
        for inner, shift in hidden:
            z = jet @ inner.T
            a = torch.tanh(z[0] + shift)
            slope = 1 - a * a
            first = z[1:-1]
            bend = -2 * a * slope * (signs * first * first).sum(0)
            jet = torch.cat((a[None], slope * first, (slope * z[-1] + bend)[None]))
        out = (jet @ weight.T)[..., 0]
        return torch.cat(((out[0] + bias)[None], out[1:]))

    def values(self, w: Tensor, points: Tensor) -> Tensor:
        """u [n] at points [n, D], without derivatives."""
        *hidden, (weight, bias) = self.layers(w)
        a = points
        for inner, shift in hidden:
            a = torch.tanh(torch.addmm(shift, a, inner.T))
        return torch.addmm(bias, a, weight.T)[:, 0]
