"""A weight that moves along the ray."""

from collections.abc import Callable

import torch
from torch import Tensor

from ...errors import DescentError


class Line(Tensor):
    """W + t V for a complex t that the rows of a pass do not share.

    torch takes it for the tensor W, so that `functional_call` accepts it as a weight; only a
    `ComplexPass` knows what else it stands for. Made by `line`.
    """

    start: Tensor  # W, float64
    along: Tensor  # V, float64, of one shape with W

    # what is done with it outside a complex pass is done with W
    __torch_function__ = torch._C._disabled_torch_function_impl

    def mapped(self, function: Callable[[Tensor], Tensor]) -> "Line":
        """The line of f(W) + t f(V), for a linear f."""
        return line(function(self.start), function(self.along))


def line(start: Tensor, along: Tensor) -> Line:
    """W + t V of two float64 tensors of one shape."""
    new = torch.Tensor._make_subclass(Line, start)
    new.start, new.along = start, along
    return new


def on_rows(weight: Line, t: Tensor, ndim: int) -> Tensor:
    """The weight of each row, [rows, ...] complex128 with `ndim` dimensions, to broadcast.

    Args:
        weight: of fewer than `ndim` dimensions, or with a first one of 1.
        t: [rows] complex128.
        ndim: of the tensor that it meets, the rows first.

    Raises:
        DescentError: if the weight has entries of its own for each example.
    """
    start, along = weight.start, weight.along
    if start.ndim == ndim and start.shape[0] == 1:
        start, along = start[0], along[0]
    if start.ndim >= ndim:
        raise DescentError(
            f"expected a weight of fewer than {ndim} dimensions beside a tensor of {ndim}, the "
            f"examples first, found {list(start.shape)}: a complex pass needs each example's "
            "outputs to depend on that example alone."
        )
    padded = (1,) * (ndim - 1 - start.ndim) + start.shape
    return start.reshape(1, *padded) + t.view(-1, *(1,) * (ndim - 1)) * along.reshape(1, *padded)
