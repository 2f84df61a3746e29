"""What the controllers that look at softmax's singularities have in common."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any, final

from descentkernels.radius import Ray

from descentlab.controllers.base import Controller
from descentlab.controllers.move import Move
from descentlab.errors import LabError


@dataclass(frozen=True)
class WithinRadius(Controller):
    """‖p‖ ≤ c ρ: the step ends within `share_of_radius` c of the radius ρ of the batch.

    Inside ρ the Taylor series of the loss along the step converges, if the logits are linear. That
    is no promise that the loss falls.
    """

    share_of_radius: float = 1.0

    def __post_init__(self) -> None:
        if not self.share_of_radius > 0:
            raise LabError(f"Expected share_of_radius above 0; found {self.share_of_radius}.")

    @abstractmethod
    def radius(self, ray: Ray) -> float:
        """ρ of the batch, the least of its examples'; ∞ or NaN are possible."""

    def direction_ray(self, move: Move) -> Ray | None:
        """The ray that is looked along; None where there is none."""
        return move.ray

    @final
    def limit(self, move: Move, memory: Any) -> tuple[float, Any]:
        if not move.norm < float("inf"):
            return float("nan"), memory
        ray = self.direction_ray(move)
        radius = float("inf") if ray is None else self.radius(ray)
        return self.share_of_radius * radius, memory
