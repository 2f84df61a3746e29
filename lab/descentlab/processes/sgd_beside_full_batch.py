"""SGD and gradient descent from one start, or SGD from where gradient descent has come to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from descentlab.problem import Problem
from descentlab.processes.base import Process
from descentlab.runs.point import Point
from descentlab.runs.state import State
from descentlab.settings import Info, Range, Settings
from descentlab.update_rules.gradient_descent import update_rule as full_batch
from descentlab.update_rules.sgd import update_rule as sgd

#: What the network that always sees all examples is called in the state.
FULL = "full batch"


@dataclass(frozen=True)
class LeaveSettings(Settings):
    """When the batches begin."""

    full_until: Annotated[
        int,
        Range(0, 5000),
        Info("full batch until", "The step at which the run begins to see small batches.", True),
    ] = 200


@dataclass(frozen=True)
class SgdBesideFullBatch(Process):
    """w⁺ = w − η∇L_B(w) beside w⁺ = w − η∇L(w).

    Up to the step `full_until` the batch of the run is all examples too, so both are one: from then
    on SGD either stays at the minimum that gradient descent was coming to or leaves it.
    """

    def start(self, problem: Problem, settings: Settings) -> State:
        return replace(sgd.init(problem.start), others=((FULL, problem.start),))

    def step(self, point: Point) -> State:
        state, settings, problem = point.state, point.settings, point.problem
        ((_, w),) = state.others
        along = Point(problem, replace(state, w=w, others=()), settings, {})
        beside = full_batch.update(along)
        if state.step >= settings.full_until:
            moved = sgd.update(point)
        else:
            moved = full_batch.update(point)
        return replace(moved, others=((FULL, beside.w),))
