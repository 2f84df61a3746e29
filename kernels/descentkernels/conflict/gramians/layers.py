"""What each kind of layer makes of its inputs and its outputs' gradients."""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor, nn
from torch.nn import functional

from .lookup import Lookup
from .outer import OuterProducts, with_ones
from .piece import Piece, Rows

#: Parameters of the layer by their attribute's name ("weight", "bias"); together where they share
#: work: ("weight", "bias"). What is frozen is not asked for.
Pieces = dict[tuple[str, ...], Piece]


def linear(layer: nn.Linear, x: Tensor, delta: Tensor, trained: set[str]) -> Pieces:
    """y = x Wᵀ + b at every place: x [n, ..., in], δ [n, ..., out]."""
    return _affine(_places(x), _places(delta), trained)


def convolution(
    layer: nn.Conv1d | nn.Conv2d, x: Tensor, delta: Tensor, trained: set[str]
) -> Pieces:
    """A dense layer of the patches under the kernel: x [n, c, ...], δ [n, out, ...]."""
    mode = "constant" if layer.padding_mode == "zeros" else layer.padding_mode
    # the attribute also knows what padding="same" comes to
    x = functional.pad(x, layer._reversed_padding_repeated_twice, mode=mode)
    kernel, step, reach = layer.kernel_size, layer.stride, layer.dilation
    if isinstance(layer, nn.Conv1d):
        x, kernel, step, reach = x[:, :, None], (1, *kernel), (1, *step), (1, *reach)
    for axis in (0, 1):  # views: copying them once is faster than functional.unfold
        x = x.unfold(2 + axis, reach[axis] * (kernel[axis] - 1) + 1, step[axis])
        x = x[..., :: reach[axis]]
    patches = x.permute(0, 1, 4, 5, 2, 3).flatten(4).flatten(1, 3)  # [n, c·k, T]
    delta = delta.flatten(2)  # [n, out, T]
    if layer.groups == 1:
        return _affine(patches.mT, delta.mT, trained)
    patches = patches.unflatten(1, (layer.groups, -1))
    grouped = delta.unflatten(1, (layer.groups, -1))
    weight = (grouped @ patches.mT).flatten(1)
    return _kept({("weight",): Rows(weight), ("bias",): Rows(delta.sum(2))}, trained)


def embedding(layer: nn.Embedding, x: Tensor, delta: Tensor, trained: set[str]) -> Pieces:
    """x [n, ...] tokens, δ [n, ..., width]."""
    tokens, delta = x.flatten(1), _places(delta)
    if layer.padding_idx is not None:
        delta = delta.masked_fill((tokens == layer.padding_idx)[..., None], 0)
    return {("weight",): Lookup(tokens, delta, layer.num_embeddings)}


def layer_norm(layer: nn.LayerNorm, x: Tensor, delta: Tensor, trained: set[str]) -> Pieces:
    """y = x̂ ⊙ γ + β over the last dimensions."""
    shape = layer.normalized_shape
    unit = functional.layer_norm(x, shape, eps=layer.eps)
    return _scaled(unit, delta, x.ndim - len(shape), trained)


def group_norm(layer: nn.GroupNorm, x: Tensor, delta: Tensor, trained: set[str]) -> Pieces:
    """y = x̂ ⊙ γ + β, γ and β one a channel."""
    unit = functional.group_norm(x, layer.num_groups, eps=layer.eps)
    return _scaled(unit.movedim(1, -1), delta.movedim(1, -1), x.ndim - 1, trained)


def batch_norm(layer: nn.Module, x: Tensor, delta: Tensor, trained: set[str]) -> Pieces:
    """In eval mode, with the running statistics: y = x̂ ⊙ γ + β, one a channel."""
    mean, variance = layer.running_mean.to(x), layer.running_var.to(x)
    unit = functional.batch_norm(x, mean, variance, eps=layer.eps)
    return _scaled(unit.movedim(1, -1), delta.movedim(1, -1), x.ndim - 1, trained)


#: By the layer's exact class: a class derived from it may do anything.
KINDS: dict[type[nn.Module], Callable[..., Pieces]] = {
    nn.Linear: linear,
    nn.Conv1d: convolution,
    nn.Conv2d: convolution,
    nn.Embedding: embedding,
    nn.LayerNorm: layer_norm,
    nn.GroupNorm: group_norm,
    nn.BatchNorm1d: batch_norm,
    nn.BatchNorm2d: batch_norm,
    nn.BatchNorm3d: batch_norm,
}


def _affine(x: Tensor, delta: Tensor, trained: set[str]) -> Pieces:
    """x [n, T, a], δ [n, T, b]."""
    if trained == {"weight", "bias"} and x.shape[1] == 1:  # the bias for nothing: XXᵀ + 1
        return {("weight", "bias"): OuterProducts(with_ones(x), delta)}
    bias = Rows(delta.sum(1))
    return _kept({("weight",): OuterProducts(x, delta), ("bias",): bias}, trained)


def _scaled(unit: Tensor, delta: Tensor, places: int, trained: set[str]) -> Pieces:
    """Dimensions 1 to `places` of x̂ and δ are places that share γ and β."""
    over = tuple(range(1, places))

    def summed(table: Tensor) -> Piece:
        return Rows((table.sum(over) if over else table).flatten(1))

    return _kept({("weight",): summed(unit * delta), ("bias",): summed(delta)}, trained)


def _kept(pieces: Pieces, trained: set[str]) -> Pieces:
    return {names: piece for names, piece in pieces.items() if trained.issuperset(names)}


def _places(table: Tensor) -> Tensor:
    """[n, ..., d] -> [n, T, d]."""
    return table[:, None] if table.ndim == 2 else table.flatten(1, -2)
