"""What the controllers that look along the step itself have in common."""

from __future__ import annotations

import math
from abc import abstractmethod
from dataclasses import dataclass
from typing import Any, final

from descentkernels.radius import Ray

from descentlab.controllers._share_of_radius import ShareOfRadius
from descentlab.controllers.move import Move


@dataclass(frozen=True)
class WithinRadius(ShareOfRadius):
    """‖p‖ ≤ c ρ, ρ the radius of the batch along p: the least of its examples'."""

    @abstractmethod
    def radius(self, ray: Ray, enough: float) -> float:
        """ρ of the batch, ∞ and NaN included; or a lower bound of it that is at least `enough`."""

    @final
    def limit(self, move: Move, memory: Any) -> tuple[float, Any]:
        if not math.isfinite(move.norm):
            return math.nan, memory
        share = self.share_of_radius
        return share * self.radius(move.ray, move.norm / share), memory
