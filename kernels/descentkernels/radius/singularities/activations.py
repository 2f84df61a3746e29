"""Activations: poles and branch points, or kinks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from torch import Tensor

from . import points

if TYPE_CHECKING:
    from .recorder import Recorder


def _pole(recorder: Recorder, name: str, x: Tensor, *_: Any, **__: Any) -> None:
    if (pair := recorder.pair(x)) is not None:
        name = name.removesuffix("_")
        recorder.meet(name, points.pole(name, *pair))


def _softplus(recorder: Recorder, _: str, x: Tensor, beta: float = 1.0, *__: Any) -> None:
    if (pair := recorder.pair(x)) is not None:
        recorder.meet("softplus", points.pole("softplus", *pair, scale=beta))


def _gelu(recorder: Recorder, name: str, x: Tensor, approximate: str = "none") -> None:
    if approximate == "tanh":  # the exact one is entire
        _pole(recorder, name, x)


def _kinked(*at: float) -> Callable:
    def rule(recorder: Recorder, name: str, x: Tensor, *_: Any, **__: Any) -> None:
        if (pair := recorder.pair(x)) is not None:
            recorder.meet(name.removesuffix("_"), points.kink(at, *pair))

    return rule


def _hardtanh(
    recorder: Recorder,
    name: str,
    x: Tensor,
    min_val: float = -1.0,
    max_val: float = 1.0,
    *_: Any,
    **__: Any,
) -> None:
    _kinked(min_val, max_val)(recorder, name, x)


RULES: dict[str, Callable] = {
    **dict.fromkeys(["tanh", "tanh_", "sigmoid", "sigmoid_", "silu"], _pole),
    **dict.fromkeys(["softplus", "logsigmoid", "log_sigmoid"], _softplus),
    "gelu": _gelu,
    **dict.fromkeys(["relu", "relu_", "leaky_relu", "prelu", "rrelu", "abs"], _kinked(0.0)),
    **dict.fromkeys(["elu", "selu", "celu"], _kinked(0.0)),
    "hardtanh": _hardtanh,
    **dict.fromkeys(["hardswish", "hardsigmoid"], _kinked(-3.0, 3.0)),
    "relu6": _kinked(0.0, 6.0),
}
