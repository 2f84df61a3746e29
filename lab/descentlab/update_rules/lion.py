"""Lion: the sign of an interpolated momentum."""

from __future__ import annotations

from dataclasses import replace

import torch
from descentkernels import stability
from torch import Tensor

from descentlab.runs.point import Point
from descentlab.runs.state import Slots, State
from descentlab.update_rules._in_norm import RuleInNorm


class Lion(RuleInNorm):
    """c = β₁m + (1 − β₁)g, w⁺ = w − η sign(c), m⁺ = β₂m + (1 − β₂)g (Chen et al., 2023).

    The threshold is exact on a quadratic that swings along the direction found; elsewhere nothing
    is known. β₁ is the momentum, β₂ the memory, at least β₁ here.
    """

    title = "Lion"
    threshold_label = "Lion's edge"
    rate_name = "coordinate_lr"

    def slots(self, point: Point) -> Slots:
        kept = point.state.slot("first_moment")
        return (("first_moment", torch.zeros_like(point.state.w) if kept is None else kept),)

    def norm(self, point: Point) -> stability.Norm:
        return stability.MaxNorm()

    def pulled(self, point: Point) -> Tensor:
        beta = point.settings.beta
        return beta * self.slots(point)[0][1] + (1 - beta) * point.gradient

    def edge(self, rate: float, point: Point) -> float:
        return stability.interpolated_momentum(rate, point.settings.beta, self._memory(point))

    def update(self, point: Point) -> State:
        state, memory = point.state, self._memory(point)
        mean = memory * self.slots(point)[0][1] + (1 - memory) * point.gradient
        w = state.w + self.step(point)
        return replace(state, step=state.step + 1, w=w, slots=(("first_moment", mean),))

    def _memory(self, point: Point) -> float:
        return max(point.settings.beta2, point.settings.beta)


update_rule = Lion()
