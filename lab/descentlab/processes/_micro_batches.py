"""The micro-batches of a round, and which task each of them speaks for."""

from __future__ import annotations

import torch
from descentkernels.conflict import Evidence, ModuleTasks
from descentkernels.conflict.tasks import restricted
from torch import Tensor

from descentlab.runs.point import Point


def micro_batches(point: Point, purpose: str, count: int) -> Tensor:
    """`count` batches [count, B] of the settings' size, each drawn without repeats."""
    examples = len(point.problem.classes)
    source = point.generator(purpose)
    keys = torch.rand(count, examples, generator=source)
    return keys.argsort(1)[:, : min(point.settings.batch, examples)]


def every_task(tasks: ModuleTasks, w: Tensor, batches: Tensor) -> Evidence:
    """Each task's gradient over all `batches` [K, B]: m backward passes a batch."""
    return restricted(tasks, batches.flatten()).evidence(w)


def one_task_each(tasks: ModuleTasks, w: Tensor, batches: Tensor, first: int) -> Evidence:
    """Each task's gradient over its own share of `batches` [K, B]: one backward pass a batch.

    GCond's stochastic mode (Alves Limarenko et al., 2025, second version, section D): batch k is
    task (first + k) mod m's alone. There K is a multiple of m; where it is not, a task has one
    batch fewer, or none and then no gradient: move `first` on by K from round to round.
    """
    m = tasks.count
    rows = []
    for task in range(m):
        own = batches[(task - first) % m :: m]
        only = torch.zeros(m, dtype=w.dtype, device=w.device)
        only[task] = 1.0
        found = restricted(tasks, own.flatten()).combined(w, only) if len(own) else 0 * w
        rows.append(found)
    return Evidence.of(torch.stack(rows))
