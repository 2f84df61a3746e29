"""Steps within ρ_m, which counts the margin of each example in."""

from __future__ import annotations

from dataclasses import dataclass

from descentkernels import radius
from descentkernels.radius import Ray

from descentlab.controllers._within_radius import WithinRadius


@dataclass(frozen=True)
class MarginRadius(WithinRadius):
    """‖p‖ ≤ c ρ_m, ρ_m = √((δ/G)² + (π/Δ_a)²) of the most fragile example of the batch.

    As cheap as ρ_a and never shorter: an example that is told with confidence allows more.
    """

    title = "ρ_m of the step"

    def radius(self, ray: Ray, enough: float) -> float:
        return float(radius.margin_radius(ray).min())


controller = MarginRadius()
