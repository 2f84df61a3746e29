"""How the tensors of a module lie in one flat weight vector."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import torch
from torch import Tensor


class Slot(NamedTuple):
    """One parameter tensor's place in the flat vector."""

    name: str
    shape: tuple[int, ...]
    slice: slice


Layout = tuple[Slot, ...]


def layout_of(parameters: Iterable[tuple[str, Tensor]]) -> Layout:
    """Lay named tensors end to end, in the order given."""
    slots: list[Slot] = []
    start = 0
    for name, tensor in parameters:
        stop = start + tensor.numel()
        slots.append(Slot(name, tuple(tensor.shape), slice(start, stop)))
        start = stop
    return tuple(slots)


def flatten(tensors: Mapping[str, Tensor], layout: Layout) -> Tensor:
    """[P] vector of the named tensors."""
    return torch.cat([tensors[slot.name].reshape(-1) for slot in layout])


def unflatten(w: Tensor, layout: Layout) -> dict[str, Tensor]:
    """Named views of a [P] vector: no copy is made, and autograd passes through."""
    # one split has one backward node (a cat); a slice per tensor would zero-fill P entries each
    pieces = w.split([slot.slice.stop - slot.slice.start for slot in layout])
    return {slot.name: piece.view(slot.shape) for slot, piece in zip(layout, pieces, strict=True)}
