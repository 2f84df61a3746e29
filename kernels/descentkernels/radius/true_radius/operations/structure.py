"""What moves entries about, or adds them up: linear, so it acts on W and V of a line alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from torch import Tensor

from ..line import Line, line

if TYPE_CHECKING:
    from ..complex_pass import ComplexPass

_NAMES = [
    *("reshape", "view", "view_as", "flatten", "unflatten", "permute", "transpose", "t", "T", "mT"),
    *("squeeze", "unsqueeze", "expand", "expand_as", "contiguous", "clone", "__getitem__"),
    *("chunk", "split", "unbind", "movedim", "swapaxes", "roll", "flip", "narrow", "select"),
    *("repeat", "repeat_interleave", "tile", "sum", "mean", "cumsum", "neg", "__neg__", "diagonal"),
    *("index_select", "__iter__", "broadcast_to", "split_with_sizes", "detach"),
]
# Of several tensors, which must move with the rows or not at all.
_JOINS = ["cat", "concat", "stack", "zeros_like", "ones_like", "new_zeros", "new_ones"]
# Casts: the pass has its own precision.
_CASTS = ["to", "float", "double", "type_as", "type"]


def _structure(_: ComplexPass, func: Callable, x: Any, *args: Any, **kwargs: Any) -> Any:
    if not isinstance(x, Line):
        return func(x, *args, **kwargs)
    start, along = func(x.start, *args, **kwargs), func(x.along, *args, **kwargs)
    if isinstance(start, Tensor):
        return line(start, along)
    return tuple(line(a, b) for a, b in zip(start, along, strict=True))


def _join(passing: ComplexPass, func: Callable, first: Any, *args: Any, **kwargs: Any) -> Any:
    if isinstance(first, list | tuple):
        lines = [isinstance(each, Line) for each in first]
        if all(lines):
            return line(
                func([each.start for each in first], *args, **kwargs),
                func([each.along for each in first], *args, **kwargs),
            )
        if any(lines):
            # a learned token beside the examples' own: one for each row
            shape = next(len(each) for each in first if not isinstance(each, Line))
            first = [_own(passing, each, shape) for each in first]
    return func(first, *args, **kwargs)


def _own(passing: ComplexPass, each: Tensor, rows: int) -> Tensor:
    if not isinstance(each, Line):
        return each
    # expand(n, ...) of a line has repeated it already
    t = passing.t.view(-1, *(1,) * (each.ndim - 1))
    return each.start + t * each.along if len(each) in (1, rows) else each


RULES: dict[str, Callable] = {
    **dict.fromkeys(_NAMES, _structure),
    **dict.fromkeys(_JOINS, _join),
    **dict.fromkeys(_CASTS, lambda _, func, x, *args, **kwargs: x),
}
