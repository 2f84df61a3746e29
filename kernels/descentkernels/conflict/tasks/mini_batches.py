"""The tasks on some of the examples only, and on many mini-batches at once."""

from __future__ import annotations

import copy

import torch
from torch import Tensor

from ...errors import DescentError
from .module import ModuleTasks


def restricted(tasks: ModuleTasks, indices: Tensor) -> ModuleTasks:
    """The same losses over the examples `indices` [B], one drawn twice counting twice."""
    part = copy.copy(tasks)
    part.objective = tasks.objective.restricted(indices)
    return part


def batch_gradients(tasks: ModuleTasks, w: Tensor, batches: Tensor) -> Tensor:
    """J_b(w) [k, m, P] on each of k mini-batches, with one pass forward for all of them.

    A batch's gradient is Σ over its examples of the slopes of the mean over all n, times n/B: the
    network is linearised once, and every batch is a way back through it.

    Args:
        tasks: m criteria, each of them a mean over the examples.
        w: weights [P].
        batches: numbers of examples [k, B].

    Raises:
        DescentError: `batches` is no table of numbers from 0 to n − 1.
    """
    count = len(tasks.objective.targets)
    if batches.ndim != 2 or not batches.numel() or not 0 <= batches.min() <= batches.max() < count:
        raise DescentError(
            f"expected batches [k, B] of examples 0 to {count - 1}, found {list(batches.shape)}."
        )
    at, _, slopes = tasks._linearised(w)  # [m, n, ...]
    each = slopes.shape[1] // count  # the outputs' rows of one example
    drawn = torch.zeros(len(batches), count, dtype=slopes.dtype, device=slopes.device)
    ones = torch.ones_like(batches, dtype=slopes.dtype, device=slopes.device)
    drawn.scatter_add_(1, batches.to(slopes.device), ones)
    share = (count / batches.shape[1] * drawn).repeat_interleave(each, 1)
    share = share.view(len(batches), 1, -1, *[1] * (slopes.ndim - 2))
    return at.vjp((share * slopes).flatten(0, 1)).unflatten(0, (len(batches), -1))
