"""Steps within ρ_a, measured along the step that is really taken."""

from __future__ import annotations

from dataclasses import dataclass

from descentkernels import radius
from descentkernels.radius import Ray

from descentlab.controllers._within_radius import WithinRadius


@dataclass(frozen=True)
class Radius(WithinRadius):
    """‖p‖ ≤ c π/Δ_a, Δ_a the largest spread of the logits' slopes along p (Sao, 2026).

    One Jacobian-vector product a step. With c = 1 each gap between two logits moves by at most π,
    to first order.
    """

    title = "ρ_a of the step"

    def radius(self, ray: Ray, enough: float) -> float:
        return float(radius.spread_radius(ray).min())


controller = Radius()
