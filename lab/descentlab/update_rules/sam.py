"""Sharpness-aware minimisation: its edge lies below 2/η and depends on the gradient's length."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from descentkernels import stability

from descentlab.runs.point import Point
from descentlab.runs.state import State
from descentlab.settings import Info, Range, Settings
from descentlab.update_rules.base import UpdateRule


@dataclass(frozen=True)
class SamSettings(Settings):
    """How far uphill SAM looks."""

    rho: Annotated[
        float,
        Range(1e-3, 1.0, log=True),
        Info("SAM's radius ρ", "How far uphill the gradient is taken.", live=True),
    ] = 0.05


class Sam(UpdateRule):
    """w⁺ = w − η∇L(w + ρ∇L(w)/‖∇L(w)‖) (Foret et al., 2021).

    On a quadratic along its top eigenvector the step is η(λ + ρλ²/‖g‖) long: critical where that
    is 2 (Long & Bartlett, 2024).
    """

    title = "SAM"
    threshold_label = "SAM's edge"

    def update(self, point: Point) -> State:
        state, g = point.state, point.gradient
        length = g.norm()
        uphill = g * (point.settings.rho / length) if length > 0 else g
        gradient = point.problem.objective.gradient(state.w + uphill)
        w = state.w - self.rate(point) * gradient
        return replace(state, step=state.step + 1, w=w, slots=())

    def threshold(self, point: Point) -> float:
        length = float(point.gradient.norm())
        return stability.sam(self.rate(point), point.settings.rho, length)


update_rule = Sam()
