"""Softmax at complex scores; its poles are the zeros of its own partition function."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from .branches import without_jumps

if TYPE_CHECKING:
    from ..complex_pass import ComplexPass


def log_partition(scores: Tensor, dim: int) -> Tensor:
    """log Σ e^s along a dimension, which is kept: principal branch, without overflow."""
    largest = scores.real.amax(dim, keepdim=True)
    return largest + torch.log(torch.exp(scores - largest).sum(dim, keepdim=True))


def centred_log_partition(scores: Tensor, dim: int) -> Tensor:
    """log Σ e^s less the mean of s under its real softmax: as many zeros, and Newton's method
    does not run away along the largest term."""
    p = torch.softmax(scores.real, dim)
    mean = torch.where(p == 0, 0, p * scores).sum(dim, keepdim=True)  # a masked score is −∞
    return log_partition(scores - mean, dim)


def softmax(
    passing: ComplexPass, func: Callable, input: Tensor, dim: int, *_: Any, **__: Any
) -> Tensor:
    """e^s / Σ e^s."""
    passing.note("softmax", lambda: centred_log_partition(input, dim))
    largest = input.real.amax(dim, keepdim=True)
    weights = torch.exp(input - largest)
    return weights / weights.sum(dim, keepdim=True)


def _log_softmax(
    passing: ComplexPass, func: Callable, input: Tensor, dim: int, *_: Any, **__: Any
) -> Tensor:
    return input - _logsumexp(passing, func, input, dim, keepdim=True)


def _logsumexp(
    passing: ComplexPass, func: Callable, input: Tensor, dim: int, keepdim: bool = False
) -> Tensor:
    passing.note("softmax", lambda: centred_log_partition(input, dim))
    out = without_jumps(passing, log_partition(input, dim))
    return out if keepdim else out.squeeze(dim)


RULES: dict[str, Callable] = {
    "softmax": softmax,
    "log_softmax": _log_softmax,
    "logsumexp": _logsumexp,
}
