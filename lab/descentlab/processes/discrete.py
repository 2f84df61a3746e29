"""The optimizer itself: one update a unit of time."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from descentlab.processes.base import Process
from descentlab.runs.point import Point
from descentlab.runs.state import State
from descentlab.update_rules.base import UpdateRule


@dataclass(frozen=True)
class Discrete(Process):
    """state⁺ = rule.update(state, ∇L(w))."""

    rule: UpdateRule

    def start(self, w: Tensor) -> State:
        return self.rule.init(w)

    def step(self, point: Point) -> State:
        return self.rule.update(point.state, point.gradient, point.settings)
