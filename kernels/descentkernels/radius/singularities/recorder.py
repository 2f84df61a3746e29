"""Watching a real forward pass for the operations that have singularities."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.autograd import forward_ad
from torch.overrides import TorchFunctionMode

from ...layout import Layout
from .meeting import Meeting
from .quadratics import Quadratics
from .rules import RULES

Pair = tuple[Tensor, Tensor]  # h and s of h + s t, float64


class Recorder(TorchFunctionMode):
    """Within it, a module whose weights are dual tensors (w, v) leaves a `Meeting` for every
    operation that has singularities and whose argument moves along the ray.

    Operations it does not know are passed over: their singularities are not found.

    Args:
        w: the dual weights [P], to tell which layer's come before an operation.
        layout: of w.
    """

    def __init__(self, w: Tensor, layout: Layout) -> None:
        super().__init__()
        self.meetings: list[Meeting] = []
        self.quadratics = Quadratics()
        self._memory = w.untyped_storage().data_ptr()
        self._names = {slot.slice.start: slot.name.rpartition(".")[0] for slot in layout}
        self._layer = ""
        self._counts: dict[str, int] = {}

    def meet(self, operation: str, points: Tensor) -> None:
        """Keep where an operation is singular: points [n, ...] complex128."""
        number = self._counts.get(operation, 0)
        self._counts[operation] = number + 1
        self.meetings.append(
            Meeting(operation, number, self._layer, points.reshape(len(points), -1))
        )

    def pair(self, x: Any) -> Pair | None:
        """h and s of a tensor that moves; None for others."""
        if not isinstance(x, Tensor) or not x.is_floating_point():
            return None
        h, s = forward_ad.unpack_dual(x)
        return None if s is None else (h.double(), s.double())

    def __torch_function__(
        self, func: Callable, types: Any, args: tuple = (), kwargs: dict | None = None
    ) -> Any:
        kwargs = kwargs or {}
        name = getattr(func, "__name__", "")
        if name == "__get__":  # of an attribute
            return func(*args, **kwargs)
        places = (self._place(each) for each in (*args, *kwargs.values()))
        self._layer = next((place for place in places if place is not None), self._layer)
        rule = RULES.get(name)
        if rule is not None:
            rule(self, name, *args, **kwargs)
        out = func(*args, **kwargs)
        self.quadratics.follow(name, func, args, kwargs, out)
        return out

    def _place(self, each: Any) -> str | None:
        """The layer whose weight this is."""
        if not isinstance(each, Tensor) or each.layout != torch.strided:
            return None
        if each.untyped_storage().data_ptr() != self._memory:
            return None
        return self._names.get(each.storage_offset())
