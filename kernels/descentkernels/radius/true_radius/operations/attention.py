"""Scaled dot-product attention, and torch's multi-head form of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from ....errors import DescentError
from ...singularities.scores import attention_scores
from .softmax import softmax
from .weights import linear

if TYPE_CHECKING:
    from ..complex_pass import ComplexPass


def attention(
    passing: ComplexPass,
    func: Callable,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attn_mask: Tensor | None = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> Tensor:
    """softmax(q kᵀ/√d + mask) v; q [..., l, d], k [..., s, d], v [..., s, e]."""
    if dropout_p > 0 or enable_gqa:
        raise DescentError("expected attention without dropout and grouped queries.")
    query, key, value = (x.to(torch.complex128) for x in (query, key, value))
    scores = attention_scores(query, key, value, attn_mask, is_causal=is_causal, scale=scale)
    return softmax(passing, func, scores, -1) @ value


def _multi_head(
    passing: ComplexPass,
    func: Callable,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    embed_dim_to_check: int,
    num_heads: int,
    in_proj_weight: Tensor,
    in_proj_bias: Tensor,
    bias_k: Tensor | None,
    bias_v: Tensor | None,
    add_zero_attn: bool,
    dropout_p: float,
    out_proj_weight: Tensor,
    out_proj_bias: Tensor,
    training: bool = True,
    key_padding_mask: Tensor | None = None,
    need_weights: bool = True,
    attn_mask: Tensor | None = None,
    use_separate_proj_weight: bool = False,
    is_causal: bool = False,
    **_: Any,
) -> tuple[Tensor, None]:
    """Self-attention as torch.nn has it: positions first, [l, rows, width]."""
    odd = (bias_k, bias_v, key_padding_mask)
    alike = key is query and value is query
    if not alike or use_separate_proj_weight or add_zero_attn or any(o is not None for o in odd):
        raise DescentError(
            "expected plain self-attention, found separate keys or values, extra biases or a "
            "padding mask, which a complex pass has no rule for: take radius.sonar."
        )
    x = query.transpose(0, 1)  # rows first
    parts = linear(passing, func, x, in_proj_weight, in_proj_bias)
    parts = parts.unflatten(-1, (3, num_heads, -1)).permute(2, 0, 3, 1, 4)
    mask = None if is_causal else attn_mask
    mixed = attention(passing, func, *parts, mask, dropout_p if training else 0.0, is_causal)
    mixed = mixed.transpose(1, 2).flatten(2)
    return linear(passing, func, mixed, out_proj_weight, out_proj_bias).transpose(0, 1), None


RULES: dict[str, Callable] = {
    "scaled_dot_product_attention": attention,
    "multi_head_attention_forward": _multi_head,
}
