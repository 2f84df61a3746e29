"""Max pooling: where the largest of a window changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from . import points

if TYPE_CHECKING:
    from .recorder import Recorder


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
    """Ties within each whole window; entries that padding adds are never the largest. Dilated
    windows are passed over."""
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


RULES: dict[str, Callable] = {
    "max_pool2d": _max_pool2d,
}
