"""What one rule takes over from another when the optimizer changes mid-run."""

from __future__ import annotations

import torch
from torch import Tensor

from descentlab.runs.point import Point
from descentlab.runs.state import State


def momentum(state: State, beta: float) -> Tensor:
    """Σ βʲ g₋ⱼ [P]: a running sum stays, Adam's running mean is that times 1 − β, else zero."""
    kept, mean = state.slot("momentum"), state.slot("first_moment")
    if kept is not None:
        return kept
    return torch.zeros_like(state.w) if mean is None else mean / (1 - beta)


def first_moment(point: Point, updates: Tensor, beta: float) -> Tensor:
    """The running mean of gradients [P] after `updates` steps.

    Where the rule before kept none, as if every gradient so far had been this one.
    """
    kept = point.state.slot("first_moment")
    return (1 - beta**updates) * point.gradient if kept is None else kept


def second_moment(point: Point, *, diagonal: bool) -> tuple[Tensor, Tensor]:
    """The running mean of g² [P] (or of ‖g‖² []) before its bias correction, and its age.

    A sum becomes as many equal shares and the other way round. Zero at age 0 to begin with.
    """
    kept, updates = point.state.slot("second_moment"), point.state.slot("updates")
    w = point.state.w
    if kept is None or updates is None:
        return torch.zeros_like(w if diagonal else w[0]), torch.zeros_like(w[0])
    if diagonal and kept.ndim == 0:
        kept = (kept / len(w)).expand_as(w).clone()
    if not diagonal and kept.ndim == 1:
        kept = kept.sum()
    return kept, updates
