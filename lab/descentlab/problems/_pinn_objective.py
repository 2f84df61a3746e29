"""A physics-informed network's summed loss, whose gradient needs no graph."""

from __future__ import annotations

from functools import cache

import torch
from descentkernels import FunctionObjective, Linearization, Objective
from torch import Tensor

from descentlab.problems._pinn_tasks import PinnTasks


class PinnObjective(Objective):
    """L(w) = Σ Lᵢ(w): value and gradient in closed form, the curvature by autograd when asked."""

    def __init__(self, tasks: PinnTasks) -> None:
        self.tasks = tasks
        self._whole = FunctionObjective(tasks.total, tasks.network.dim, "cpu", torch.float64)

    @property
    def dim(self) -> int:
        return self._whole.dim

    @property
    def device(self) -> torch.device:
        return self._whole.device

    @property
    def dtype(self) -> torch.dtype:
        return self._whole.dtype

    def value(self, w: Tensor) -> Tensor:
        return self._whole.value(w)

    def value_and_gradient(self, w: Tensor) -> tuple[Tensor, Tensor]:
        values, rows = self.tasks.values_and_gradients(self.checked(w))
        return values.sum(), rows.sum(0)

    def linearize(self, w: Tensor) -> Linearization:
        bent = cache(lambda: self._whole.linearize(w))  # the graph is made for the first product
        return Linearization(*self.value_and_gradient(w), lambda block: bent().product(block))

    def third(self, w: Tensor, u: Tensor, v: Tensor) -> Tensor:
        return self._whole.third(w, u, v)

    def values(self, weights: Tensor) -> Tensor:
        return self._whole.values(weights)
