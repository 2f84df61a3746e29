"""Sign descent: every weight moves by η, whatever its gradient."""

from __future__ import annotations

from dataclasses import replace

from descentkernels import stability
from torch import Tensor

from descentlab.runs.point import Point
from descentlab.runs.state import State
from descentlab.update_rules._in_norm import RuleInNorm


class SignDescent(RuleInNorm):
    """w⁺ = w − η sign(g) (Bernstein et al., 2018): steepest descent in the maximum norm but for
    the factor ‖g‖₁, so the edge is at 2‖g‖₁/η for max over |dᵢ| ≤ 1 of dᵀHd."""

    title = "sign descent"
    threshold_label = "2‖g‖₁/η"
    threshold_formula = r"s = \frac{2\|g\|_1}{\eta}"
    rate_name = "coordinate_lr"

    def norm(self, point: Point) -> stability.Norm:
        return stability.MaxNorm()

    def pulled(self, point: Point) -> Tensor:
        return point.gradient

    def edge(self, rate: float, point: Point) -> float:
        return stability.gradient_descent(rate)

    def update(self, point: Point) -> State:
        state = point.state
        return replace(state, step=state.step + 1, w=state.w + self.step(point), slots=())


update_rule = SignDescent()
