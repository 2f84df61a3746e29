"""Third derivatives of a dense network by the R-operator (Pearlmutter, 1994) taken twice.

R is the derivative along (V, c), a direction's weights and biases, for which RW = V, Rb = c and
R²W = R²b = 0. With the notation of `pearlmutter`:

    forward    R²z = 2 Rx Vᵀ + R²x Wᵀ,   R²x' = φ' ⊙ R²z + φ'' ⊙ (Rz)²
    criterion  R²g = (∂²c/∂x'²) R²x' + (∂³c/∂x'³)[Rx', Rx']
    backward   R²δ = φ' ⊙ R²g + g ⊙ φ'' ⊙ R²z + 2 s ⊙ Rz,   s = φ'' ⊙ Rg + ½ g ⊙ φ''' ⊙ Rz
               R²g = R²δ W + 2 Rδ V  (for the layer below)
    result     R²∂W = R²δᵀ x + 2 Rδᵀ Rx + δᵀ R²x,   R²∂b = Σ R²δ

The first order is linear in the direction: it is taken once for each u_i, and summed for u_i + u_j,
whose second order gives the pair: R_i R_j = ½ (R²_{i+j} − R²_i − R²_j). Against the product rule of
R_i R_j that is seven products of matrices a layer and pair instead of ten.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from . import elementwise
from .dense_stack import DenseLayer, DenseStack
from .pearlmutter import rows, view


@dataclass
class _Layer:
    """One layer at w, and R_i of it for every direction i."""

    layer: DenseLayer
    weight: Tensor  # [out, in]
    x: Tensor  # [n, in]
    slope: Tensor | None  # φ' [n, out]
    curve: Tensor | None  # φ'' [n, out]
    third: Tensor | None  # φ''' [n, out]
    rx: Tensor | None  # R x [k, n, in]; None: zero
    rz: Tensor  # R z [k, n, out]
    delta: Tensor  # δ [n, out]
    bend: Tensor | None = None  # g φ'' [n, out]
    rd: Tensor | None = None  # R δ [k, n, out]
    turn: Tensor | None = None  # s [k, n, out]


@dataclass(frozen=True)
class Criterion:
    """A criterion at the network's outputs."""

    gradient: Tensor  # [n, C]
    product: Callable[[Tensor], Tensor]  # the Hessian: [k, n, C] -> [k, n, C]
    third: Callable[[Tensor], Tensor] | None  # [a, a] of the third: [k, n, C] -> [k, n, C]


def add_pairs(
    stack: DenseStack,
    criterion: Callable[[Tensor], Criterion],
    w: Tensor,
    inputs: Tensor,
    block: Tensor,
    out: Tensor,
    group: int,
) -> None:
    """Add ∇_w(u_iᵀ H u_i) and ∇_w((u_i + u_j)ᵀ H (u_i + u_j)) to `out`.

    Args:
        stack: the network.
        criterion: outputs [n, C] -> what is known of the criterion there.
        w: [P].
        inputs: [n, ...].
        block: [k, P] the directions u.
        out: contiguous [k + k(k−1)/2, P]: first the k alone, then the sums, i < j, by rows.
        group: how many directions go together at most.
    """
    layers, outputs, tangents = _forward(stack, w, inputs, block)
    head = criterion(outputs)
    _backward(layers, head, tangents, block)
    k, place = len(block), 0
    starts = [(i, first) for i in range(-1, k) for first in range(i + 1, k, group)]
    spans = [_Span(i, first, min(first + group, k)) for i, first in starts]
    for taken in _grouped(spans, group):
        count = sum(span.count for span in taken)
        _add_second(layers, head, tangents, block, taken, out[place : place + count])
        place += count


class _Span(NamedTuple):
    """The directions u_i + u_j for j from `first` to before `last`; u_j alone where i is -1."""

    i: int
    first: int
    last: int

    @property
    def count(self) -> int:
        return self.last - self.first


def _grouped(spans: list[_Span], group: int) -> Iterator[list[_Span]]:
    """Spans together, of no more than `group` directions."""
    taken: list[_Span] = []
    for span in spans:
        if taken and sum(each.count for each in taken) + span.count > group:
            yield taken
            taken = []
        taken.append(span)
    if taken:
        yield taken


def _take(tensor: Tensor, spans: list[_Span]) -> Tensor:
    """The directions' own, from those of u: [k, ...] -> [d, ...]."""
    out, place = tensor.new_empty(sum(span.count for span in spans), *tensor.shape[1:]), 0
    for i, first, last in spans:
        rows_of = out[place : place + last - first]
        if i < 0:
            rows_of.copy_(tensor[first:last])
        else:
            torch.add(tensor[first:last], tensor[i], out=rows_of)
        place += last - first
    return out


def _forward(
    stack: DenseStack, w: Tensor, inputs: Tensor, block: Tensor
) -> tuple[list[_Layer], Tensor, Tensor]:
    """The layers with x, z and their tangents; the outputs [n, C]; their tangents [k, n, C]."""
    k, x, rx, layers = len(block), inputs, None, []
    for part in stack.fixed:
        x = part(x)
    for layer in stack.layers:
        weight, bias = layer.tensors(w)
        z = functional.linear(x, weight, bias)
        rz = z.new_zeros(k, *z.shape) if rx is None else torch.matmul(rx, weight.mT)
        if layer.weight is not None:
            rz.baddbmm_(rows(x, k), view(block, layer.weight).mT)
        if layer.bias is not None:
            rz += block[:, None, layer.bias.slice]
        y, slope, curve = elementwise.derivatives(layer.activations, z)
        third = None if curve is None else elementwise.third(layer.activations, z, y, slope)
        layers.append(_Layer(layer, weight, x, slope, curve, third, rx, rz, z))
        x, rx = y, rz if slope is None else rz * slope
    return layers, x, rx


def _backward(layers: list[_Layer], head: Criterion, tangents: Tensor, block: Tensor) -> None:
    """δ, R δ and s of every layer, from the last to the first."""
    k, g, rg = len(block), head.gradient, head.product(tangents)
    for index in reversed(range(len(layers))):
        at = layers[index]
        if at.curve is not None:
            at.bend = g * at.curve
            at.turn = at.curve * rg
            if at.third is not None:
                at.turn.addcmul_(at.third * g, at.rz, value=0.5)
        at.delta = g if at.slope is None else g * at.slope
        at.rd = rg if at.slope is None else rg * at.slope
        if at.bend is not None:
            at.rd.addcmul_(at.rz, at.bend)
        if index:
            g, rg = at.delta @ at.weight, torch.matmul(at.rd, at.weight)
            if at.layer.weight is not None:
                rg.baddbmm_(rows(at.delta, k), view(block, at.layer.weight))


def _add_second(
    layers: list[_Layer],
    head: Criterion,
    tangents: Tensor,
    block: Tensor,
    spans: list[_Span],
    out: Tensor,
) -> None:
    """Add R²∂ of the spans' directions to `out` [d, P]."""
    pick = partial(_take, spans=spans)
    d, directions = len(out), pick(block)
    rrx, passed = None, []  # R²x [d, n, in] of the layer at work; None: zero
    for at in layers:
        weights, rz = at.layer.weight, pick(at.rz)
        rx = None if at.rx is None else pick(at.rx)
        rrz = None if rrx is None else torch.matmul(rrx, at.weight.mT)
        if weights is not None and rx is not None:
            along = view(directions, weights).mT
            rrz = 2 * torch.bmm(rx, along) if rrz is None else rrz.baddbmm_(rx, along, alpha=2)
        passed.append((at, rx, rz, rrx, rrz))
        rrx = rrz if at.slope is None or rrz is None else rrz * at.slope
        if at.curve is not None:
            bent = at.curve * rz
            rrx = bent.mul_(rz) if rrx is None else rrx.addcmul_(bent, rz)
    rrd = torch.zeros_like(pick(tangents)) if rrx is None else head.product(rrx)
    if head.third is not None:
        rrd = rrd + head.third(pick(tangents))
    for at, rx, rz, rrx, rrz in reversed(passed):
        if at.slope is not None:
            rrd = rrd * at.slope
        if at.bend is not None:
            if rrz is not None:
                rrd.addcmul_(rrz, at.bend)
            rrd.addcmul_(rz, pick(at.turn), value=2)
        weights, rd = at.layer.weight, None
        if rx is not None and weights is not None:
            rd = pick(at.rd)
        if weights is not None:
            place = view(out, weights)
            place.baddbmm_(rrd.mT, rows(at.x, d))
            if rd is not None:
                place.baddbmm_(rd.mT, rx, alpha=2)
            if rrx is not None:
                place.baddbmm_(rows(at.delta, d).mT, rrx)
        if at.layer.bias is not None:
            out[:, at.layer.bias.slice] += rrd.sum(1)
        if at is not layers[0]:
            rrd = torch.matmul(rrd, at.weight)
            if rd is not None:
                rrd.baddbmm_(rd, view(directions, weights), alpha=2)
