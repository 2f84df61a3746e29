"""Gradient descent, w⁺ = w − η∇L(w): stable on a quadratic while λ₁(H) < 2/η."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from descentkernels import flows, stability

from descentlab.runs.point import Point
from descentlab.runs.state import State
from descentlab.settings import Info, Range, Settings
from descentlab.update_rules.base import UpdateRule


@dataclass(frozen=True)
class GradientDescentSettings(Settings):
    """The one hyperparameter of gradient descent."""

    lr: Annotated[
        float,
        Range(1e-4, 20.0, log=True),
        Info("learning rate η", "The step is η times the gradient.", live=True),
    ] = 0.1


class GradientDescent(UpdateRule):
    """w⁺ = w − η∇L(w), so P = 1/η.

    Along an eigenvector of a quadratic with eigenvalue λ the iterate is multiplied by 1 − ηλ each
    step: it shrinks exactly when 0 < λ < 2/η.
    """

    title = "gradient descent"
    threshold_label = "2/η"
    threshold_formula = r"s = \frac{2}{\eta}"

    def update(self, point: Point) -> State:
        state = point.state
        return replace(
            state, step=state.step + 1, w=state.w - self.rate(point) * point.gradient, slots=()
        )

    def threshold(self, point: Point) -> float:
        return stability.gradient_descent(self.rate(point))

    def form(self, settings: Settings, step: int) -> flows.Form:
        return flows.GradientDescent(**self.rates(settings, step))


update_rule = GradientDescent()
