"""The scores that attention takes a softmax of, and the ghosts of that softmax."""

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from ..exact_radius import exact_radius
from ..ray import Ray

_MASKED = -1e4  # e^−10000 is 0 beside any other term


def softmax_points(scores: Tensor, slopes: Tensor) -> Tensor:
    """The nearest zero of Σ e^{s + s' t} over the last dimension: [n, ..., m] -> [n, ...]
    complex128. Not certified; masked scores (−∞) are left out."""
    masked = torch.isneginf(scores)
    ray = Ray(
        scores.masked_fill(masked, _MASKED).flatten(0, -2),
        slopes.masked_fill(masked, 0.0).flatten(0, -2),
    )
    zero = exact_radius(ray, certify=False).zero
    none = torch.complex(torch.full_like(zero.real, torch.inf), torch.zeros_like(zero.real))
    return torch.where(zero.isnan(), none, zero).view(scores.shape[:-1])


def attention_scores(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attn_mask: Tensor | None = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> Tensor:
    """q kᵀ/√d + mask [n, ..., l, s], as `scaled_dot_product_attention` has them."""
    scores = query @ key.mT * (query.shape[-1] ** -0.5 if scale is None else scale)
    if is_causal:
        attn_mask = torch.ones(scores.shape[-2:], dtype=torch.bool, device=scores.device).tril()
    if attn_mask is None:
        return scores
    if attn_mask.dtype == torch.bool:
        return scores.masked_fill(~attn_mask, -torch.inf)
    return scores + attn_mask


def multi_head_scores(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    embed_dim_to_check: int,
    num_heads: int,
    in_proj_weight: Tensor | None,
    in_proj_bias: Tensor | None,
    *args: Any,
    attn_mask: Tensor | None = None,
    is_causal: bool = False,
    **kwargs: Any,
) -> Tensor | None:
    """The same [rows, heads, l, l] of torch's multi-head self-attention; None for other kinds."""
    if in_proj_weight is None or key is not query or value is not query:
        return None
    x = query.transpose(0, 1)  # rows first
    parts = functional.linear(x, in_proj_weight, in_proj_bias).unflatten(-1, (3, num_heads, -1))
    queries, keys, values = parts.permute(2, 0, 3, 1, 4)
    return attention_scores(queries, keys, values, None if is_causal else attn_mask, 0.0, is_causal)
