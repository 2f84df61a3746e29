"""Third derivatives of a dense network by the R-operator (Pearlmutter, 1994) taken twice.

R_i is the derivative along (V_i, c_i), the weights and biases of direction i. With the notation of
`pearlmutter` and R_ij = R_i R_j, under which W and b vanish:

    forward    R_ij z = R_i x V_jᵀ + R_j x V_iᵀ + R_ij x Wᵀ
               R_ij x' = φ' ⊙ R_ij z + φ'' ⊙ R_i z ⊙ R_j z
    criterion  R_ij g = (∂²c/∂x'²) R_ij x' + (∂³c/∂x'³)[R_i x', R_j x']
    backward   R_ij δ = φ' ⊙ R_ij g + g ⊙ φ'' ⊙ R_ij z + s_i ⊙ R_j z + s_j ⊙ R_i z,
               s_i = φ'' ⊙ R_i g + ½ g ⊙ φ''' ⊙ R_i z
               R_ij g = R_ij δ W + R_i δ V_j + R_j δ V_i  (for the layer below)
    result     R_ij ∂W = R_ij δᵀ x + R_i δᵀ R_j x + R_j δᵀ R_i x + δᵀ R_ij x,   R_ij ∂b = Σ R_ij δ

The pairs (i, j ≥ i) of one i go together: what is theirs stays in cache.
"""

from collections.abc import Callable
from dataclasses import dataclass

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
    product: Callable[[Tensor], Tensor]  # [k, n, C] -> [k, n, C]
    third: Callable[[Tensor, Tensor], Tensor] | None  # [n, C], [k, n, C] -> [k, n, C]


def add_pairs(
    stack: DenseStack,
    criterion: Callable[[Tensor], Criterion],
    w: Tensor,
    inputs: Tensor,
    block: Tensor,
    out: Tensor,
    group: int,
) -> None:
    """Add ∇_w(u_iᵀ H u_j) to `out` [k(k+1)/2, P], i ≤ j in the order of triu_indices.

    Args:
        stack: the network.
        criterion: outputs [n, C] -> what is known of the criterion there.
        w: [P].
        inputs: [n, ...].
        block: [k, P] the directions u.
        out: contiguous.
        group: how many pairs go together at most.
    """
    k = len(block)
    layers, outputs, tangents = _forward(stack, w, inputs, block)
    head = criterion(outputs)
    _backward(layers, head, tangents, block)
    place = 0
    for i in range(k):
        for first in range(i, k, group):
            js = slice(first, min(first + group, k))
            count = js.stop - js.start
            _pairs(layers, head, tangents, block, i, js, out[place : place + count])
            place += count


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


def _pairs(
    layers: list[_Layer],
    head: Criterion,
    tangents: Tensor,
    block: Tensor,
    i: int,
    js: slice,
    out: Tensor,
) -> None:
    """Add the rows of the pairs (i, j), j in `js`, to `out` [len(js), P]."""
    k = js.stop - js.start
    rrx, passed = None, []  # R_ij x [k, n, in] of the layer at work; None: zero
    for at in layers:
        weights, rrz = at.layer.weight, None
        if rrx is not None:
            rrz = torch.matmul(rrx, at.weight.mT)
        if weights is not None and at.rx is not None:
            along = view(block, weights)
            cross = torch.matmul(at.rx[js], along[i].T)
            rrz = cross if rrz is None else rrz.add_(cross)
            rrz.baddbmm_(rows(at.rx[i], k), along[js].mT)
        passed.append((at, rrx, rrz))
        rrx = rrz if at.slope is None or rrz is None else rrz * at.slope
        if at.curve is not None:
            bent = at.curve * at.rz[i]
            rrx = at.rz[js] * bent if rrx is None else rrx.addcmul_(at.rz[js], bent)
    rrg = torch.zeros_like(tangents[js]) if rrx is None else head.product(rrx)
    if head.third is not None:
        rrg = rrg + head.third(tangents[i], tangents[js])
    for at, rrx, rrz in reversed(passed):
        rrd = rrg if at.slope is None else rrg.mul_(at.slope)
        if at.bend is not None:
            if rrz is not None:
                rrd.addcmul_(rrz, at.bend)
            rrd.addcmul_(at.rz[js], at.turn[i]).addcmul_(at.turn[js], at.rz[i])
        weights = at.layer.weight
        if weights is not None:
            place = view(out, weights)
            place.baddbmm_(rrd.mT, rows(at.x, k))
            if at.rx is not None:
                place.baddbmm_(rows(at.rd[i], k).mT, at.rx[js])
                place.baddbmm_(at.rd[js].mT, rows(at.rx[i], k))
            if rrx is not None:
                place.baddbmm_(rows(at.delta, k).mT, rrx)
        if at.layer.bias is not None:
            out[:, at.layer.bias.slice] += rrd.sum(1)
        if at is layers[0]:
            break
        rrg = torch.matmul(rrd, at.weight)
        if weights is not None:
            along = view(block, weights)
            rrg += torch.matmul(at.rd[js], along[i])
            rrg.baddbmm_(rows(at.rd[i], k), along[js])
