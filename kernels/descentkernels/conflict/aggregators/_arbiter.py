"""GCond's arbiter: which of two gradients in conflict is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import Tensor

#: Who has won this many times in a row loses the next time.
WINDOW = 3
#: The share of the past in the mean lengths.
KEPT = 0.95


@dataclass(frozen=True)
class Past:
    """What the arbiter knows of each task."""

    gradients: Tensor | None  # [..., m, P] of the last update, before anything was resolved
    lengths: Tensor  # [..., m] mean length so far
    winners: Tensor  # [..., 3] the last to win, the newest at the end; −1 for none
    mixing: Tensor  # [..., m, m] C of the last update: gᵢ' = Σ Cᵢₖgₖ is what was left of gᵢ

    def after(self, winners: Tensor, mixing: Tensor) -> Past:
        return replace(self, winners=winners, mixing=mixing)


def remembered(
    memory: Past | None, gramian: Tensor, gradients: Tensor | None
) -> tuple[Past, Tensor]:
    """What is known from now on, and [..., m, m] gₖ·(the last gᵢ) over the length of the last gᵢ.

    The latter, row i and column k, is zero where there is no last gradient.
    """
    lengths = gramian.diagonal(dim1=-2, dim2=-1).clamp(min=0).sqrt()
    if memory is None:
        nobody = torch.full((*lengths.shape[:-1], WINDOW), -1, device=gramian.device)
        whole = torch.eye(gramian.shape[-1]).to(gramian).expand_as(gramian)
        return Past(gradients, lengths, nobody, whole), torch.zeros_like(gramian)
    usual = KEPT * memory.lengths + (1 - KEPT) * lengths
    past = Past(gradients, usual, memory.winners, memory.mixing)
    if gradients is None or memory.gradients is None:
        return past, torch.zeros_like(gramian)
    last = memory.gradients.double()
    size = last.norm(dim=-1, keepdim=True)
    last = last / torch.where(size == 0, torch.inf, size)
    return past, last @ gradients.double().mT


def arbitrate(
    pair: Tensor,
    agreement: Tensor,
    size: Tensor,
    past: Past,
    winners: Tensor,
    stability: float,
) -> tuple[Tensor, Tensor]:
    """Winner and loser, [..., 1] each, of the `pair` [..., 2] of tasks.

    Args:
        pair: numbers of the two.
        agreement: [..., m] cosine of each gradient as it is now with its own last one.
        size: [..., m] lengths as they are now.
        past: mean lengths, this update's included.
        winners: [..., 3] who won last.
        stability: the weight of agreement, that of strength is the rest.
    """
    steady = agreement.gather(-1, pair).clamp(min=0).nan_to_num(0.0)
    lengths = size.gather(-1, pair)
    strong = lengths / past.lengths.gather(-1, pair)
    strong = (strong / strong.sum(-1, keepdim=True)).nan_to_num(0.5)
    score = stability * steady + (1 - stability) * strong
    ahead = score[..., 1:] - score[..., :1]
    # equal up to rounding: the longer one, so that the tasks' order does not matter
    ahead = torch.where(ahead.abs() <= 1e-12, lengths[..., 1:] - lengths[..., :1], ahead)
    second = ahead > 0
    ruled = (winners[..., None, :] == pair[..., None]).all(-1)  # [..., 2]
    second = torch.where(ruled.any(-1, keepdim=True), ruled[..., :1], second)
    winner = torch.where(second, pair[..., 1:], pair[..., :1])
    loser = torch.where(second, pair[..., :1], pair[..., 1:])
    return winner, loser
