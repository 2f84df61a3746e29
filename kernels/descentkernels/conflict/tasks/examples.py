"""Every example a task: instance-wise risk."""

from __future__ import annotations

from typing import final

import torch
from torch import Tensor

from ...curvature.empirical_fisher import output_slope
from ...curvature.jacobian import jacobian
from ...curvature.per_example_gradients import per_example_gradients
from ...module_objective import ModuleObjective
from ...stability.per_example_losses import per_example_losses
from ..aggregators import Evidence
from ..gramians import example_gramian
from .base import Tasks


@final
class ExampleTasks(Tasks):
    """Lᵢ(w) = ℓᵢ(w), the loss of example i; their mean is the objective (instance-wise risk
    minimisation: Quinton & Rey, 2024).

    The Gramian has a closed form and a weighted sum of gradients takes one pass, so the table of
    gradients [n, P] is formed only for those who ask for it.

    Args:
        objective: of the network, the examples and a criterion that is a mean over examples.
    """

    def __init__(self, objective: ModuleObjective) -> None:
        self.objective = objective

    @property
    def count(self) -> int:
        return len(self.objective.targets)

    def values(self, w: Tensor) -> Tensor:
        return per_example_losses(self.objective, w)

    def values_and_gradients(self, w: Tensor) -> tuple[Tensor, Tensor]:
        return self.values(w), per_example_gradients(self.objective, w)

    def values_and_gramian(self, w: Tensor) -> tuple[Tensor, Tensor]:
        return self.values(w), example_gramian(self.objective, w)

    def evidence(self, w: Tensor, needs: str = "gramian") -> Evidence:
        values, gramian = self.values_and_gramian(w)
        rows = per_example_gradients(self.objective, w) if needs == "gradients" else None
        return Evidence(gramian, rows, values)

    def combined(self, w: Tensor, weights: Tensor) -> Tensor:
        """Σ λᵢ∇ℓᵢ = Jᵀ(λᵢ rᵢ), rᵢ the slope of example i's loss in its own outputs."""
        at = jacobian(self.objective, w)
        slopes = torch.cat(
            [
                output_slope(batch, at.outputs[rows])
                for batch, rows in zip(at.batches, at.rows, strict=True)
            ]
        )
        each = len(slopes) // self.count  # the outputs' rows of one example
        # the slopes are those of the mean, rᵢ/n
        share = (self.count * weights.to(slopes)).repeat_interleave(each)
        return at.vjp((share.view(-1, *[1] * (slopes.ndim - 1)) * slopes)[None])[0]
