"""Several aggregators side by side from one start, on the losses of the problem's tasks."""

from __future__ import annotations

from dataclasses import dataclass, replace

from descentkernels import conflict
from torch import Tensor

from descentlab.problem import Problem
from descentlab.processes._fleet import Fleet
from descentlab.processes.base import Process
from descentlab.runs.point import Point
from descentlab.runs.state import State
from descentlab.settings import Settings


@dataclass(frozen=True)
class SideBySide(Process):
    """θ⁺ = Adam(θ, A(J(θ))) for each of `aggregators`; the run's weights are the last one's."""

    aggregators: tuple[str, ...]

    def start(self, problem: Problem, settings: Settings) -> State:
        fleet = Fleet.of([(name, problem.start[None]) for name in self.aggregators])
        return State(0, problem.start, carried=fleet)

    def step(self, point: Point) -> State:
        fleet: Fleet = point.state.carried
        after = fleet.updated(lambda w: said_at(point, w), point.settings, drawn_at(point))
        return replace(point.state, step=point.state.step + 1, w=after.places[-1], carried=after)


def said_at(point: Point, places: Tensor) -> conflict.Evidence:
    """What the tasks in force say at `places` [L, P]."""
    rows = point.tasks.gradients_of(places)
    return conflict.Evidence.of(rows, point.tasks.values_of(places))


def drawn_at(point: Point) -> list:
    """Each lane's random generator for the step from `point`."""
    groups = point.state.carried.groups
    return [point.generator(f"{k} {g.aggregator}") for k, g in enumerate(groups)]
