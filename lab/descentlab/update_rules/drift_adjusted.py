"""Gradient descent whose step is as long as its own drift allows."""

from __future__ import annotations

from descentkernels.flows import drift

from descentlab.runs.point import Point
from descentlab.update_rules.gradient_descent import GradientDescent


class DriftAdjusted(GradientDescent):
    """w⁺ = w − η∇L(w) with η = 2/‖Hĝ‖, ĝ the gradient's direction, at most the setting η.

    There the drift (η/2)Hg of the modified loss is as long as the gradient (Rosca, Wu, Qin &
    Dherin, 2023). Below the edge for a gradient that is not all in the sharpest direction.
    """

    title = "drift-adjusted gradient descent"

    def rate(self, point: Point) -> float:
        adjusted = float(drift.drift_adjusted_lr(point.problem.objective, point.state.w))
        most = super().rate(point)
        return min(adjusted, most) if adjusted == adjusted else most


update_rule = DriftAdjusted()
