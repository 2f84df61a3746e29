"""Scalar RMSProp: RMSProp with one mean squared gradient for all weights."""

from __future__ import annotations

from descentkernels import flows
from torch import Tensor

from descentlab.runs.point import Point
from descentlab.settings import Settings
from descentlab.update_rules.rmsprop import RmsProp


class ScalarRmsProp(RmsProp):
    """ν⁺ = β₂ν + (1 − β₂)‖g‖², w⁺ = w − ηg/√ν̂⁺ (Cohen et al., 2025).

    Normalised gradient descent with memory: stable on a quadratic while λ₁(H) < 2√ν̂/η.
    """

    title = "Scalar RMSProp"
    sharpness_label = "λ₁(H)"
    threshold_label = "2√ν̂/η"
    threshold_formula = r"s = \frac{2\sqrt{\hat{\nu}}}{\eta}"
    rate_name = "scalar_lr"
    diagonal = False

    def threshold(self, point: Point) -> float:
        return 2.0 * float(self.divisor(point)) / self.rate(point)

    def metric(self, point: Point) -> None:
        return None

    def divisor(self, point: Point) -> Tensor:
        return self.root(point)

    def form(self, settings: Settings, step: int) -> flows.Form:
        return flows.ScalarRMSProp(
            **self.rates(settings, step), beta=settings.beta2, bias_correction=True
        )


update_rule = ScalarRmsProp()
