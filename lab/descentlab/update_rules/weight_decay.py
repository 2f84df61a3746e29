"""Gradient descent with decoupled weight decay: the decay adds to every eigenvalue."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from descentlab.runs.point import Point
from descentlab.runs.state import State
from descentlab.settings import Info, Range, Settings
from descentlab.update_rules.gradient_descent import GradientDescent

Decay = Annotated[
    float,
    Range(0.0, 2.0),
    Info("weight decay γ", "A step also takes away η times γ of the weights.", live=True),
]


@dataclass(frozen=True)
class WeightDecaySettings(Settings):
    """How fast the weights shrink by themselves."""

    decay: Decay = 0.5


class WeightDecay(GradientDescent):
    """w⁺ = (1 − ηγ)w − η∇L(w): gradient descent on L + ½γ‖w‖², so the edge is at 2/η − γ."""

    title = "gradient descent, weight decay"
    threshold_label = "2/η − γ"
    threshold_formula = r"s = \frac{2}{\eta} - \gamma"

    def update(self, point: Point) -> State:
        moved = super().update(point)
        shrunk = self.rate(point) * point.settings.decay * point.state.w
        return replace(moved, w=moved.w - shrunk)

    def threshold(self, point: Point) -> float:
        return super().threshold(point) - point.settings.decay


update_rule = WeightDecay()
