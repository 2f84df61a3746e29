"""The step that raises the bias of one logit: the worst of them, known from the logits alone."""

from __future__ import annotations

import math

import torch
from torch import Tensor

#: r of the step: just below 1.
R = 0.99


def worst_head_bias(logits: Tensor, classes: Tensor) -> tuple[Tensor, Tensor]:
    """Which logit's bias, raised by R π, costs each network most accuracy, and what it leaves.

    The slopes along the bias of logit c are 1 for c and 0 for the others, so that Δ_a = 1 and
    ρ_a = π for every example and network. The logits are linear in it: what is returned is exact.
    Where several cost as much (none, say), the one nearest to the right classes y, by the mean
    of e^−(z_y − z_c).

    Args:
        logits: [n, K, m].
        classes: y [n].

    Returns:
        c [m], and the accuracy [m] after the step; NaN where a logit is not finite.
    """
    shift = R * math.pi * torch.eye(logits.shape[1], dtype=logits.dtype)
    after = accuracies(logits + shift[:, None, :, None], classes)  # [K, m]
    rivals = torch.arange(logits.shape[1]) != classes[:, None]  # [n, K]
    own = logits.gather(1, classes[:, None, None].expand(-1, 1, logits.shape[2]))
    near = (logits - own).exp().clamp(max=1).where(rivals[..., None], 0.0).mean(0)  # [K, m]
    which = (after - 1e-6 * near).nan_to_num().argmin(0)
    return which, after.gather(0, which[None])[0]


def accuracies(logits: Tensor, classes: Tensor) -> Tensor:
    """[..., n, K, m] -> [..., m]; NaN where a logit is not finite."""
    share = (logits.argmax(-2) == classes[:, None]).double().mean(-2)
    return torch.where(logits.isfinite().all(-2).all(-2), share, math.nan)
