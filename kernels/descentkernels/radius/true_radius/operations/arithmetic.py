"""Sums, products and quotients, entry by entry, of what moves along the ray."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from ....errors import DescentError
from ..line import Line, line, on_rows

if TYPE_CHECKING:
    from ..complex_pass import ComplexPass


def _sum(passing: ComplexPass, func: Callable, x: Any, y: Any, **kwargs: Any) -> Tensor:
    """x ± y: a line stays one beside constants and other lines."""
    if _stays_line(x, y):
        _refuse_in_place(func, x)
        start = func(_part(x, "start"), _part(y, "start"), **kwargs)
        along = func(_part(x, "along", 0.0), _part(y, "along", 0.0), **kwargs)
        return line(*torch.broadcast_tensors(start, torch.as_tensor(along).to(start)))
    return func(*rowed(passing, x, y), **kwargs)


def _product(passing: ComplexPass, func: Callable, x: Any, y: Any, **kwargs: Any) -> Tensor:
    if _stays_line(x, y):
        _refuse_in_place(func, x)
        if isinstance(x, Line) and isinstance(y, Line):
            raise DescentError(
                "expected weights that meet the examples one at a time, found a product of two "
                "weights, which a complex pass has no rule for: take radius.sonar."
            )
        return (x if isinstance(x, Line) else y).mapped(
            lambda w: func(w, y, **kwargs) if isinstance(x, Line) else func(x, w, **kwargs)
        )
    return func(*rowed(passing, x, y), **kwargs)


def _quotient(passing: ComplexPass, func: Callable, x: Any, y: Any, **kwargs: Any) -> Tensor:
    if func.__name__ in ("__rtruediv__", "__rdiv__"):  # y / x
        x, y, func = y, x, torch.div
    if isinstance(x, Line) and not moves(y) and _stays_line(x, y):
        _refuse_in_place(func, x)
        return x.mapped(lambda w: func(w, y, **kwargs))
    x, y = rowed(passing, x, y)
    if moves(y):
        passing.note("div", lambda: torch.log(y))
    return func(x, y, **kwargs)


def _refuse_in_place(func: Callable, x: Any) -> None:
    name = func.__name__
    if isinstance(x, Line) and (
        name.startswith("__i") or (not name.endswith("__") and name[-1] == "_")
    ):
        raise DescentError(
            f"expected weights that a forward pass leaves alone, found {name!r}, which changes "
            "one in place: write the result to a new tensor."
        )


def moves(x: Any) -> bool:
    """Whether x depends on t."""
    return isinstance(x, Line) or (isinstance(x, Tensor) and x.is_complex())


def rowed(passing: ComplexPass, *values: Any) -> list[Any]:
    """The values with each line as what it is on each row, to broadcast among them."""
    ndim = max(
        (v.ndim for v in values if isinstance(v, Tensor) and not isinstance(v, Line)), default=1
    )
    return [on_rows(v, passing.t, ndim) if isinstance(v, Line) else v for v in values]


def _stays_line(x: Any, y: Any) -> bool:
    """Whether neither has rows: lines, and constants of no more dimensions."""
    lines = [v for v in (x, y) if isinstance(v, Line)]
    others = [v for v in (x, y) if isinstance(v, Tensor) and not isinstance(v, Line)]
    return bool(lines) and all(
        not other.is_complex() and other.ndim <= lines[0].ndim for other in others
    )


def _part(x: Any, name: str, constant: float | None = None) -> Any:
    if isinstance(x, Line):
        return getattr(x, name)
    if constant is None:
        return x
    return torch.full_like(x, constant) if isinstance(x, Tensor) else constant


def _plain(passing: ComplexPass, func: Callable, *args: Any, **kwargs: Any) -> Tensor:
    """Functions that torch has for complex numbers, of tensors that have their rows."""
    return func(*rowed(passing, *args), **kwargs)


_SUMS = ["add", "sub", "subtract", "rsub", "__add__", "__radd__", "__sub__", "__rsub__"]
_SUMS += ["add_", "sub_", "__iadd__", "__isub__"]
_PRODUCTS = ["mul", "multiply", "__mul__", "__rmul__", "mul_", "__imul__"]
_QUOTIENTS = ["div", "divide", "true_divide", "__truediv__", "__rtruediv__", "__rdiv__"]
_QUOTIENTS += ["div_", "__itruediv__"]
_PLAIN = ["exp", "sin", "cos", "sinh", "cosh", "square", "addcmul", "lerp", "prod"]

RULES: dict[str, Callable] = {
    **dict.fromkeys(_SUMS, _sum),
    **dict.fromkeys(_PRODUCTS, _product),
    **dict.fromkeys(_QUOTIENTS, _quotient),
    **dict.fromkeys(_PLAIN, _plain),
    "reciprocal": lambda passing, func, x: _quotient(passing, torch.div, 1.0, x),
}
