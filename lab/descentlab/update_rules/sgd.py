"""Mini-batch stochastic gradient descent, judged by the curvature its batches meet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from descentkernels import stability

from descentlab.runs.point import Point
from descentlab.runs.state import State
from descentlab.settings import Info, Range, Settings
from descentlab.update_rules._batches import batch_gradient
from descentlab.update_rules.base import Gauge
from descentlab.update_rules.gradient_descent import GradientDescent

#: Mini-batches that a reading of batch sharpness averages over.
DRAWS = 8
#: Readings that its running mean remembers.
MEMORY = 10


Batch = Annotated[
    int,
    Range(1, 1797),
    Info("batch size B", "Examples a step sees, drawn without repeats.", True),
]


@dataclass(frozen=True)
class BatchSizeSettings(Settings):
    """How many examples a step sees."""

    batch: Batch = 16


class Sgd(GradientDescent):
    """w⁺ = w − η∇L_B(w), B a random batch at each step.

    Judged by batch sharpness E_B[g_BᵀH_Bg_B/‖g_B‖²], which in stochastic training hovers about
    2/η while λ₁ of the whole loss stays below (Andreyev & Beneventano, 2024): an observation, not
    a theorem. A running mean of readings of 8 batches each.
    """

    title = "SGD"
    sharpness_label = "batch sharpness"

    def update(self, point: Point) -> State:
        state = point.state
        gradient = batch_gradient(point, state.w, point.settings.batch, "batch")
        w = state.w - self.rate(point) * gradient
        return replace(state, step=state.step + 1, w=w, slots=())

    def gauge(self, point: Point, last: Gauge | None) -> Gauge:
        count = len(point.problem.objective.targets)
        found = stability.batch_sharpness(
            point.problem.objective,
            point.state.w,
            min(point.settings.batch, count),
            DRAWS,
            generator=point.generator("batch sharpness"),
        ).mean
        past = (*(last.memory if last is not None else ()), found)[-MEMORY:]
        return Gauge(sum(past) / len(past), self.threshold(point), past)


update_rule = Sgd()
