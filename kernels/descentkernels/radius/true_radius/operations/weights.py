"""Layers that are linear in their input and in their weight."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from torch.nn import functional

from ....errors import DescentError
from ..line import Line, on_rows
from .arithmetic import rowed

if TYPE_CHECKING:
    from ..complex_pass import ComplexPass


def by_parts(function: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    """A real linear f of a complex x [rows, ...], in one call: its parts lie in twice the rows."""
    if not x.is_complex():
        return function(x)
    real, imaginary = function(torch.cat([x.real, x.imag])).chunk(2)
    return torch.complex(real, imaginary)


def linear(
    passing: ComplexPass, _: Callable, x: Tensor, weight: Tensor, bias: Tensor | None = None
) -> Tensor:
    """x (W + t V)ᵀ + b, with both products in one."""
    if isinstance(weight, Line):
        both = torch.cat([weight.start, weight.along])
        fixed, moving = by_parts(lambda part: part @ both.T, x).chunk(2, -1)
        out = fixed + _spread(passing.t, fixed) * moving
    else:
        out = by_parts(lambda part: part @ weight.T, x)
    return out if bias is None else out + _bias(passing, bias, out.ndim)


def _convolution(
    passing: ComplexPass,
    func: Callable,
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Tensor:
    def convolved(w: Tensor) -> Tensor:
        return by_parts(lambda x: func(x, w, None, stride, padding, dilation, groups), input)

    if isinstance(weight, Line):
        fixed = convolved(weight.start)
        out = fixed + _spread(passing.t, fixed) * convolved(weight.along)
    else:
        out = convolved(weight)
    if bias is None:
        return out
    bias = bias.mapped(_channels(out)) if isinstance(bias, Line) else _channels(out)(bias)
    return out + _bias(passing, bias, out.ndim)


def _matmul(passing: ComplexPass, _: Callable, x: Tensor, y: Tensor) -> Tensor:
    if isinstance(x, Line) and isinstance(y, Line):
        raise DescentError(
            "expected weights that meet the examples one at a time, found a product of two "
            "weight matrices, which a complex pass has no rule for: take radius.sonar."
        )
    if isinstance(y, Line) and y.ndim == 2:
        return linear(passing, _, x, y.mapped(lambda w: w.T))
    x, y = rowed(passing, x, y)
    return torch.matmul(*(each.to(torch.complex128) for each in (x, y)))


def _embedding(
    passing: ComplexPass, func: Callable, input: Tensor, weight: Line, *_: Any, **__: Any
) -> Tensor:
    start, along = (functional.embedding(input, w) for w in (weight.start, weight.along))
    return start + _spread(passing.t, start) * along


def _pooling(_: ComplexPass, func: Callable, x: Tensor, *args: Any, **kwargs: Any) -> Tensor:
    return by_parts(lambda part: func(part, *args, **kwargs), x)


def _dropout(
    _: ComplexPass, func: Callable, x: Tensor, p: float = 0.5, training: bool = True, **__: Any
) -> Tensor:
    if training and p > 0:
        raise DescentError("expected a network in eval mode, found active dropout.")
    return x


def _spread(t: Tensor, like: Tensor) -> Tensor:
    return t.view(-1, *(1,) * (like.ndim - 1))


def _channels(like: Tensor) -> Callable[[Tensor], Tensor]:
    return lambda bias: bias.view(-1, *(1,) * (like.ndim - 2))


def _bias(passing: ComplexPass, bias: Tensor, ndim: int) -> Tensor:
    return on_rows(bias, passing.t, ndim) if isinstance(bias, Line) else bias


RULES: dict[str, Callable] = {
    "linear": linear,
    **dict.fromkeys(["conv1d", "conv2d", "conv3d"], _convolution),
    **dict.fromkeys(["matmul", "__matmul__", "bmm", "mm"], _matmul),
    "__rmatmul__": lambda passing, func, x, y: _matmul(passing, func, y, x),
    "embedding": _embedding,
    **dict.fromkeys(["avg_pool1d", "avg_pool2d", "avg_pool3d"], _pooling),
    **{f"adaptive_avg_pool{d}d": _pooling for d in (1, 2, 3)},
    **dict.fromkeys(["unfold", "pad", "pixel_shuffle", "pixel_unshuffle"], _pooling),
    **dict.fromkeys(["dropout", "dropout1d", "dropout2d", "dropout3d"], _dropout),
}
