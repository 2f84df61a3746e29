"""Steps within ρ*, the distance to the nearest singularity itself."""

from __future__ import annotations

from dataclasses import dataclass

from descentkernels import radius
from descentkernels.radius import Ray

from descentlab.controllers._within_radius import WithinRadius


@dataclass(frozen=True)
class ExactRadius(WithinRadius):
    """‖p‖ ≤ c ρ*, ρ* the least |t| at which Σ_k exp(z_k + a_k t) = 0 for an example of the batch.

    Exact for logits that are linear along the step; where the nearest zero could not be certified,
    the bound that could be. A step within ρ_m, which is a bound as well, is let through with that
    as its limit: ρ* is computed only when it matters.
    """

    title = "ρ* of the step"

    def radius(self, ray: Ray, enough: float) -> float:
        bound = float(radius.margin_radius(ray).min())
        if bound >= enough:
            return bound
        return radius.batch_radius(ray).proven


controller = ExactRadius()
