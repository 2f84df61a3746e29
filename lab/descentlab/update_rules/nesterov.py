"""Nesterov's accelerated gradient: stable on a quadratic while λ₁(H) < 2(1 + β)/(η(1 + 2β))."""

from __future__ import annotations

from dataclasses import replace

from descentkernels import flows, stability

from descentlab.runs.point import Point
from descentlab.runs.state import State
from descentlab.settings import Settings
from descentlab.update_rules.heavy_ball import HeavyBall


class Nesterov(HeavyBall):
    """v⁺ = βv + ∇L(w), w⁺ = w − η(∇L(w) + βv⁺), w the point looked ahead to.

    The form of torch.optim.SGD(nesterov=True) (Nesterov, 1983; Sutskever et al., 2013). On a
    quadratic z² − (1 + β)(1 − ηλ)z + β(1 − ηλ) = 0; a root passes −1 at
    ηλ = 2(1 + β)/(1 + 2β).
    """

    title = "Nesterov"
    threshold_label = "2(1+β)/(η(1+2β))"
    threshold_formula = r"s = \frac{2(1 + \beta)}{\eta(1 + 2\beta)}"
    rate_name = "lr"

    def update(self, point: Point) -> State:
        state, beta = point.state, point.settings.beta
        (_, v), *_ = self.slots(point)
        v = beta * v + point.gradient
        w = state.w - self.rate(point) * (point.gradient + beta * v)
        return replace(state, step=state.step + 1, w=w, slots=(("momentum", v),))

    def threshold(self, point: Point) -> float:
        return stability.nesterov(self.rate(point), point.settings.beta)

    def form(self, settings: Settings, step: int) -> flows.MomentumForm:
        return flows.Nesterov(**self.rates(settings, step), beta=settings.beta)


update_rule = Nesterov()
