"""Gradients of random batches."""

from __future__ import annotations

import torch
from torch import Tensor

from descentlab.runs.point import Point


def batch_gradient(point: Point, w: Tensor, batch: int, purpose: str) -> Tensor:
    """∇L_B(w) [P], B drawn without repeats; it depends on seed, purpose and step only.

    A batch as large as the data is all of it.
    """
    objective = point.problem.objective
    count = len(objective.targets)
    if batch >= count:
        return point.gradient if w is point.state.w else objective.gradient(w)
    drawn = torch.randperm(count, generator=point.generator(purpose))[:batch]
    return objective.restricted(drawn).gradient(w)
