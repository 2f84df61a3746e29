"""Normalisations, and the roots, logarithms and quotients that they are written out with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from . import points

if TYPE_CHECKING:
    from .recorder import Recorder


def _normalised(recorder: Recorder, name: str, x: Tensor, axes: int, eps: float) -> None:
    pair = recorder.pair(x)
    if pair is None:
        return
    dims = tuple(range(-axes, 0))
    if name != "rms_norm":
        pair = tuple(each - each.mean(dims, keepdim=True) for each in pair)
    recorder.meet(name, points.variance_root(*pair, dims, eps))


def _layer_norm(
    recorder: Recorder,
    name: str,
    x: Tensor,
    normalized_shape: Sequence[int],
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
    *_: Any,
) -> None:
    _normalised(recorder, name, x, len(normalized_shape), eps)


def _rms_norm(
    recorder: Recorder,
    name: str,
    x: Tensor,
    normalized_shape: Sequence[int],
    weight: Tensor | None = None,
    eps: float | None = None,
) -> None:
    eps = torch.finfo(x.dtype).eps if eps is None else eps
    _normalised(recorder, name, x, len(normalized_shape), eps)


def _group_norm(
    recorder: Recorder,
    name: str,
    x: Tensor,
    num_groups: int,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
) -> None:
    groups = x.unflatten(1, (num_groups, -1)).flatten(2)
    _normalised(recorder, name, groups, 1, eps)


def _root(recorder: Recorder, name: str, x: Tensor, exponent: Any = None) -> None:
    """√q, 1/√q, log q, q to a power, and 1/q."""
    if name in ("pow", "__pow__"):
        if not isinstance(exponent, int | float) or (exponent >= 0 and exponent == int(exponent)):
            return
        name = {0.5: "sqrt", -0.5: "rsqrt"}.get(exponent, "pow")
    elif name == "reciprocal":
        name = "div"
    if (pair := recorder.pair(x)) is not None:
        second = recorder.quadratics.of(x)
        second = torch.zeros_like(pair[0]) if second is None else second
        recorder.meet(name, points.root(*pair, second))


def _quotient(recorder: Recorder, name: str, x: Any, y: Any, **_: Any) -> None:
    below = x if name in ("__rtruediv__", "__rdiv__") else y
    if isinstance(below, Tensor):
        _root(recorder, "reciprocal", below)


RULES: dict[str, Callable] = {
    "layer_norm": _layer_norm,
    "rms_norm": _rms_norm,
    "group_norm": _group_norm,
    **dict.fromkeys(["sqrt", "rsqrt", "log", "pow", "__pow__", "reciprocal"], _root),
    **dict.fromkeys(["div", "divide", "true_divide", "__truediv__"], _quotient),
    **dict.fromkeys(["__rtruediv__", "__rdiv__"], _quotient),
}
