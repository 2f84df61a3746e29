"""What a controller is told of the step that an optimizer is about to take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import torch
from descentkernels.radius import Ray
from torch import Tensor


@dataclass(frozen=True)
class Move:
    """w⁺ = w + p: the realised displacement, with momentum, weight decay and the learning rate."""

    step: Tensor  # p [P]
    gradient: Tensor  # ∇L(w) [P], of the batch that the step was made from
    rate: float  # η, the learning rate in force; the largest of several
    loss: Callable[[float], float]  # s -> L(w + s p) on that batch
    ray_along: Callable[[Tensor], Ray]  # direction [P] -> its examples' logits along it, at w

    @cached_property
    def norm(self) -> float:
        """‖p‖."""
        return float(torch.linalg.vector_norm(self.step, dtype=torch.float64))

    @cached_property
    def ray(self) -> Ray:
        """The logits along p, at the price of one Jacobian-vector product. p must not be zero."""
        return self.ray_along(self.step)

    @cached_property
    def slope(self) -> float:
        """∇L(w)ᵀp: what the loss would change by if it were linear."""
        return float(self.gradient.double() @ self.step.double())
