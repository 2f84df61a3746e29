"""Gradient descent with momentum: stable on a quadratic while λ₁(H) < 2(1 + β)/η."""

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
class MomentumSettings(Settings):
    """How long past gradients count."""

    beta: Annotated[
        float,
        Range(0.0, 0.99),
        Info(
            "momentum β",
            "The share of the last step that is taken again (Adam's β₁). Moves the edge out to "
            "2(1 + β)/η for heavy-ball.",
            live=True,
        ),
    ] = 0.9


class HeavyBall(UpdateRule):
    """v⁺ = βv + ∇L(w), w⁺ = w − ηv⁺ (Polyak, 1964; torch.optim.SGD with momentum).

    On a quadratic with eigenvalue λ the iterates obey z² − (1 + β − ηλ)z + β = 0; a root passes
    −1 at ηλ = 2(1 + β).
    """

    title = "heavy-ball"
    threshold_label = "2(1+β)/η"
    threshold_formula = r"s = \frac{2(1 + \beta)}{\eta}"
    rate_name = "momentum_lr"

    def slots(self, point: Point) -> Slots:
        return (("momentum", _moments.momentum(point.state, point.settings.beta)),)

    def update(self, point: Point) -> State:
        state, settings = point.state, point.settings
        (_, v), *_ = self.slots(point)
        v = settings.beta * v + point.gradient
        w = state.w - self.rate(point) * v
        return replace(state, step=state.step + 1, w=w, slots=(("momentum", v),))

    def threshold(self, point: Point) -> float:
        return stability.heavy_ball(self.rate(point), point.settings.beta)

    def form(self, settings: Settings, step: int) -> flows.MomentumForm:
        return flows.HeavyBall(**self.rates(settings, step), beta=settings.beta)

    def swung(self, slots: Slots, pull: Tensor, settings: Settings) -> Slots:
        kept = dict(slots)["momentum"]
        return (("momentum", kept - pull / (1 + settings.beta)),)


update_rule = HeavyBall()
