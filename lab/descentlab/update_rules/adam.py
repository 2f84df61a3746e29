"""Adam: stable on a quadratic while λ₁(D⁻¹H) < (2 + 2β₁)/((1 − β₁)η), D = diag(√ν̂ + ε)."""

from __future__ import annotations

from dataclasses import replace

from descentkernels import flows, stability
from torch import Tensor

from descentlab.runs.point import Point
from descentlab.runs.state import Slots, State
from descentlab.settings import Settings
from descentlab.update_rules import _moments
from descentlab.update_rules.rmsprop import RmsProp


class Adam(RmsProp):
    """m⁺ = β₁m + (1 − β₁)g, ν as in RMSProp, w⁺ = w − ηm̂⁺/(√ν̂⁺ + ε) (Kingma & Ba, 2015).

    Frozen at ν the rule is heavy-ball with a running mean in the coordinates scaled by √D:
    critical at λ₁(D⁻¹H) = (2 + 2β₁)/((1 − β₁)η), 38/η at β₁ = 0.9 (Cohen et al., 2022).
    """

    title = "Adam"
    threshold_label = "(2+2β₁)/((1−β₁)η)"
    threshold_formula = r"s = \frac{2 + 2\beta_1}{(1 - \beta_1)\eta}"

    def slots(self, point: Point) -> Slots:
        past = super().slots(point)
        mean = _moments.first_moment(point, past[1][1], point.settings.beta)
        return (*past, ("first_moment", mean))

    def update(self, point: Point) -> State:
        state, beta = point.state, point.settings.beta
        mean = beta * self.slots(point)[2][1] + (1 - beta) * point.gradient
        after = self._after(point)
        corrected = mean / (1 - beta ** after[1][1])
        w = state.w - self.rate(point) * corrected / self.divisor(point)
        slots = (*after, ("first_moment", mean))
        return replace(state, step=state.step + 1, w=w, slots=slots)

    def threshold(self, point: Point) -> float:
        return stability.adam(self.rate(point), point.settings.beta)

    def form(self, settings: Settings, step: int) -> flows.MomentumForm:
        beta, beta2, eps = settings.beta, settings.beta2, settings.eps
        return flows.Adam(**self.rates(settings, step), beta=beta, beta2=beta2, eps=eps)

    def swung(self, slots: Slots, pull: Tensor, settings: Settings) -> Slots:
        kept, beta = dict(slots), settings.beta
        kept["first_moment"] = kept["first_moment"] - (1 - beta) / (1 + beta) * pull
        return tuple(kept.items())


update_rule = Adam()
