"""The learning rate limited as if the optimizer went down the gradient."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import torch
from descentkernels import radius

from descentlab.controllers._share_of_radius import ShareOfRadius
from descentlab.controllers.move import Move


@dataclass(frozen=True)
class GradientDirection(ShareOfRadius):
    """η ≤ c ρ_a/‖∇L‖, ρ_a measured along −∇L, whatever the optimizer makes of η and ∇L.

    For plain gradient descent it is the same as ρ_a along the step. With Adam, as in the author's
    comparison of architectures under a spike, it bounds η‖∇L‖ and not ‖p‖, which is longer by far
    and points elsewhere; the author's later variant of it measures along Adam's step (Sao, 2026,
    published code).
    """

    title = "ρ_a of the gradient"

    def limit(self, move: Move, memory: Any) -> tuple[float, Any]:
        norm = float(torch.linalg.vector_norm(move.gradient, dtype=torch.float64))
        if norm == 0 or move.rate == 0:
            return math.inf, memory
        nearest = float(radius.spread_radius(move.ray_along(-move.gradient)).min())
        return self.share_of_radius * nearest / (move.rate * norm) * move.norm, memory


controller = GradientDirection()
