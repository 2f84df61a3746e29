"""Softmax and attention: ghosts of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from torch import Tensor

from .scores import attention_scores, multi_head_scores, softmax_points

if TYPE_CHECKING:
    from .recorder import Recorder


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
    **dict.fromkeys(["softmax", "log_softmax", "logsumexp"], _softmax),
    "scaled_dot_product_attention": _attention,
    "multi_head_attention_forward": _multi_head,
}
