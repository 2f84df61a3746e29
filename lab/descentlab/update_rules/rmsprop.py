"""RMSProp: stable on a quadratic while λ₁(D⁻¹H) < 2/η, D = diag(√ν̂ + ε)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from descentkernels import flows, stability
from torch import Tensor

from descentlab.runs.point import Point
from descentlab.runs.state import Slots, State
from descentlab.settings import Info, Range, Settings
from descentlab.update_rules import _moments
from descentlab.update_rules.base import UpdateRule


@dataclass(frozen=True)
class AdaptiveSettings(Settings):
    """The memory of rules that divide by the size of past gradients."""

    beta2: Annotated[
        float,
        Range(0.5, 0.9999),
        Info("memory β₂", "The share of the past in the mean of squared gradients.", live=True),
    ] = 0.99
    eps: Annotated[
        float,
        Range(1e-12, 1e-1, log=True),
        Info("ε", "Added to the root of the mean squared gradient.", live=True),
    ] = 1e-6


class RmsProp(UpdateRule):
    """ν⁺ = β₂ν + (1 − β₂)g², w⁺ = w − ηg/(√ν̂⁺ + ε), ν̂ = ν/(1 − β₂ᵗ) (Tieleman & Hinton, 2012).

    With the bias correction the first step has ν̂ = g², as in Adam. Frozen at ν the rule is
    gradient descent in the coordinates scaled by √D: critical at λ₁(D⁻¹H) = 2/η.
    """

    title = "RMSProp"
    sharpness_label = "λ₁(D⁻¹H)"
    threshold_label = "2/η"
    threshold_formula = r"s = \frac{2}{\eta}"
    rate_name = "coordinate_lr"
    diagonal = True

    def slots(self, point: Point) -> Slots:
        nu, updates = _moments.second_moment(point, diagonal=self.diagonal)
        return (("second_moment", nu), ("updates", updates))

    def update(self, point: Point) -> State:
        state = point.state
        w = state.w - self.rate(point) * point.gradient / self.divisor(point)
        return replace(state, step=state.step + 1, w=w, slots=self._after(point))

    def threshold(self, point: Point) -> float:
        return stability.rmsprop(self.rate(point))

    def metric(self, point: Point) -> Tensor | None:
        return self.divisor(point)

    def divisor(self, point: Point) -> Tensor:
        """√ν̂⁺ + ε: what the step taken from here divides by, [P]."""
        return self.root(point) + point.settings.eps

    def root(self, point: Point) -> Tensor:
        """√ν̂⁺, [P] (or [])."""
        nu, updates = (value for _, value in self._after(point)[:2])
        return (nu / (1 - point.settings.beta2**updates)).sqrt()

    def _after(self, point: Point) -> Slots:
        """ν⁺ and its age."""
        (_, nu), (_, updates) = self.slots(point)[:2]
        beta2, g = point.settings.beta2, point.gradient
        square = g.square() if self.diagonal else g @ g
        return (("second_moment", beta2 * nu + (1 - beta2) * square), ("updates", updates + 1))

    def form(self, settings: Settings, step: int) -> flows.Form:
        rates, beta2, eps = self.rates(settings, step), settings.beta2, settings.eps
        return flows.RMSProp(**rates, beta=beta2, eps=eps, bias_correction=True)


update_rule = RmsProp()
