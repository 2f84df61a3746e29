"""ρ_a along the gradient, used on a step that goes elsewhere: the rule as it was published."""

from __future__ import annotations

from dataclasses import dataclass

from descentkernels import radius
from descentkernels.radius import Ray

from descentlab.controllers._within_radius import WithinRadius
from descentlab.controllers.move import Move


@dataclass(frozen=True)
class GradientDirection(WithinRadius):
    """‖p‖ ≤ c π/Δ_a with the slopes taken along −∇L, whatever the direction of p (Sao, 2026).

    For plain gradient descent both are one. For Adam they are not, and the radius that counts,
    that along p, may be shorter than the one measured.
    """

    title = "ρ_a along the gradient"

    def radius(self, ray: Ray) -> float:
        return float(radius.spread_radius(ray).min())

    def direction_ray(self, move: Move) -> Ray | None:
        return move.ray_along(-move.gradient) if move.gradient.any() else None


controller = GradientDirection()
