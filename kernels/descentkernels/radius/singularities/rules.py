"""By an operation's name: where it is singular, from its arguments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from . import points
from .scores import attention_scores, multi_head_scores, softmax_points

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


def _max_pool2d(
    recorder: Recorder,
    name: str,
    x: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    *_: Any,
    **__: Any,
) -> None:
    """Ties within each window; entries that padding adds are never the largest."""
    pair = recorder.pair(x)
    if pair is None:
        return
    kernel, step, pad = (
        (v, v) if isinstance(v, int) else tuple(v)
        for v in (kernel_size, kernel_size if stride is None else stride, padding)
    )
    if dilation not in (1, (1, 1)):
        return
    border = (pad[1], pad[1], pad[0], pad[0])
    windows = []
    for part, filler in zip(pair, (-torch.inf, 0.0), strict=True):
        padded = torch.nn.functional.pad(part, border, value=filler)
        windows.append(
            padded.unfold(-2, kernel[0], step[0]).unfold(-2, kernel[1], step[1]).flatten(-2)
        )
    recorder.meet(name, points.tie(*windows))


def _softmax(
    recorder: Recorder, _: str, x: Tensor, dim: int | None = None, *__: Any, **___: Any
) -> None:
    if (pair := recorder.pair(x)) is not None:
        recorder.meet("softmax", softmax_points(*(each.movedim(dim, -1) for each in pair)))


def _attention(recorder: Recorder, _: str, *args: Any, **kwargs: Any) -> None:
    if (pair := recorder.pair(attention_scores(*args, **kwargs))) is not None:
        recorder.meet("softmax", softmax_points(*pair))


def _multi_head(recorder: Recorder, _: str, *args: Any, **kwargs: Any) -> None:
    scores = multi_head_scores(*args, **kwargs)
    if scores is not None and (pair := recorder.pair(scores)) is not None:
        recorder.meet("softmax", softmax_points(*pair))


RULES: dict[str, Callable] = {
    **dict.fromkeys(["tanh", "tanh_", "sigmoid", "sigmoid_", "silu"], _pole),
    "softplus": _softplus,
    "logsigmoid": lambda recorder, name, x: _softplus(recorder, name, x),
    "log_sigmoid": lambda recorder, name, x: _softplus(recorder, name, x),
    "gelu": _gelu,
    **dict.fromkeys(["relu", "relu_", "leaky_relu", "prelu", "rrelu", "abs"], _kinked(0.0)),
    **dict.fromkeys(["elu", "selu", "celu"], _kinked(0.0)),
    "hardtanh": _hardtanh,
    **dict.fromkeys(["hardswish", "hardsigmoid"], _kinked(-3.0, 3.0)),
    "relu6": _kinked(0.0, 6.0),
    "layer_norm": _layer_norm,
    "rms_norm": _rms_norm,
    "group_norm": _group_norm,
    **dict.fromkeys(["sqrt", "rsqrt", "log", "pow", "__pow__", "reciprocal"], _root),
    **dict.fromkeys(["div", "divide", "true_divide", "__truediv__"], _quotient),
    **dict.fromkeys(["__rtruediv__", "__rdiv__"], _quotient),
    "max_pool2d": _max_pool2d,
    **dict.fromkeys(["softmax", "log_softmax", "logsumexp"], _softmax),
    "scaled_dot_product_attention": _attention,
    "multi_head_attention_forward": _multi_head,
}
