"""Time passes by drawing anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from torch import Tensor

from descentlab.problem import Problem
from descentlab.processes.base import Process
from descentlab.runs.point import Point
from descentlab.runs.state import State
from descentlab.settings import Settings


@dataclass(frozen=True)
class Draws(Process):
    """w at step t is `draw(settings, t)`, whatever it was before."""

    draw: Callable[[Settings, int], Tensor]  # -> [P]

    def start(self, problem: Problem, settings: Settings) -> State:
        return State(0, self.draw(settings, 0))

    def step(self, point: Point) -> State:
        after = point.state.step + 1
        return replace(point.state, step=after, w=self.draw(point.settings, after))
