"""Several optimizers from one start, each by its own rule."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch

from descentlab.problem import Problem
from descentlab.processes.base import Process
from descentlab.runs.point import Point
from descentlab.runs.state import State
from descentlab.settings import Settings
from descentlab.update_rules import load_rule
from descentlab.update_rules.base import UpdateRule


@dataclass(frozen=True)
class Race(Process):
    """The run's weights are the first rule's; the others' move beside it, none seeing the rest.

    A rule that diverges stands still where it left the finite numbers; the race goes on.
    """

    rules: tuple[str, ...]  # names of files in `update_rules/`

    def start(self, problem: Problem, settings: Settings) -> State:
        states = tuple(rule.init(problem.start) for rule in self.loaded)
        return self._joined(states)

    def step(self, point: Point) -> State:
        lanes = self.lanes(point)
        return self._joined(
            tuple(_moved(rule, lane) for rule, lane in zip(self.loaded, lanes, strict=True))
        )

    @property
    def loaded(self) -> tuple[UpdateRule, ...]:
        return tuple(load_rule(name) for name in self.rules)

    def lanes(self, point: Point) -> tuple[Point, ...]:
        """The point of each rule at this step, the first with the work already done at `point`."""
        problem, settings = point.problem, point.settings
        _, *others = point.state.carried
        return (point, *(Point(problem, state, settings, {}) for state in others))

    def _joined(self, states: tuple[State, ...]) -> State:
        """One state of all; it carries each rule's own."""
        titles = [rule.title for rule in self.loaded]
        others = tuple((t, s.w) for t, s in zip(titles[1:], states[1:], strict=True))
        own = tuple(replace(s, others=(), carried=None) for s in states)
        return replace(states[0], others=others, carried=own)


def _moved(rule: UpdateRule, lane: Point) -> State:
    state = rule.update(lane)
    if torch.isfinite(state.w).all():
        return state
    return replace(lane.state, step=lane.state.step + 1)
