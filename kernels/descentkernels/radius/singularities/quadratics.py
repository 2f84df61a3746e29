"""Norms that are written out: the second order of a mean of squares along the ray."""

from collections.abc import Callable
from typing import Any

from torch import Tensor
from torch.autograd import forward_ad

_SQUARES = {"square"}
_POWERS = {"pow", "__pow__"}
_PRODUCTS = {"mul", "__mul__"}
_LINEAR = {"mean", "sum", "reshape", "view", "unsqueeze", "squeeze"}
_SUMS = {"add", "__add__", "__radd__"}


class Quadratics:
    """(h + s t)² has the term s² t², which a mean, a sum and a constant added keep track of.

    Forward mode carries the first order only, and the root that a norm takes has its branch point
    where q0 + q1 t + q2 t² = 0, which the first two terms do not tell.
    """

    def __init__(self) -> None:
        # by identity; the tensor is kept, so that its number is not given again
        self._second: dict[int, tuple[Tensor, Tensor]] = {}

    def of(self, x: Tensor) -> Tensor | None:
        """q2 of a tensor, where it is known."""
        known = self._second.get(id(x))
        return None if known is None else known[1]

    def follow(
        self, name: str, func: Callable, args: tuple, kwargs: dict[str, Any], out: Any
    ) -> None:
        """Carry q2 over one operation."""
        if not args or not isinstance(out, Tensor):
            return
        second = None
        if (
            name in _SQUARES
            or (name in _POWERS and args[1] == 2)
            or (name in _PRODUCTS and args[0] is args[1])
        ):
            slope = forward_ad.unpack_dual(args[0]).tangent
            second = None if slope is None else slope.double().square()
        elif name == "var":
            slope = forward_ad.unpack_dual(args[0]).tangent
            second = None if slope is None else func(slope.double(), *args[1:], **kwargs)
        elif isinstance(args[0], Tensor) and self._second:
            known = self.of(args[0])
            if known is not None and name in _LINEAR:
                second = func(known, *args[1:], **kwargs)
            elif known is not None and name in _SUMS and isinstance(args[1], int | float):
                second = known
        if second is not None:
            self._second[id(out)] = (out, second)
