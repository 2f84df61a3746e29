"""Several tasks on mini-batches: resolve each batch's gradients, or accumulate them first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any

import torch
from torch import Tensor

from descentlab.problem import Problem
from descentlab.processes._conductor_lanes import LANES, Lane
from descentlab.processes._micro_batches import every_task, micro_batches, one_task_each
from descentlab.processes.base import Process
from descentlab.processes.discrete import rule_of
from descentlab.processes.jacobian_descent import aggregator_of
from descentlab.runs.point import Point
from descentlab.runs.state import State
from descentlab.settings import Choice, Info, Range, Settings


@dataclass(frozen=True)
class ConductorSettings(Settings):
    """How much is accumulated before conflicts are resolved."""

    gcond_steps: Annotated[
        int,
        Range(1, 32),
        Info("micro-batches K", "So many are accumulated in a round.", True, "conductor"),
    ] = 4
    batch: Annotated[
        int,
        Range(1, 300),
        Info("examples B of each", "Drawn without repeats. Fewer, more noise.", True, "conductor"),
    ] = 8
    stretch: Annotated[
        str,
        Choice("K steps", "one step"),
        Info(
            "a round's step",
            "Lanes that accumulate step once where the others step K times: by K learning rates, "
            "or by one.",
            True,
            "conductor",
        ),
    ] = "K steps"


#: What a round's micro-batches are drawn for.
ROUND = "round"


@dataclass(frozen=True)
class Lanes:
    """Where each lane stands, what its aggregator remembers and what it has cost."""

    states: tuple[State, ...]
    memories: tuple[Any, ...]
    passes: tuple[int, ...]  # backward passes of a micro-batch so far


@dataclass(frozen=True)
class GradientConductor(Process):
    """A round: K micro-batches of B examples, the same in every lane, and each lane's own update.

    A lane that accumulates forms each task's gradient over all K of them, resolves once and takes
    one step; the others resolve each micro-batch and take K steps (Alves Limarenko & Studenikina,
    2025). Sums and the stochastic mode need one backward pass a micro-batch, everything else one
    for each task. The run's weights are the first lane's. A lane whose weights would not be finite
    stands still.
    """

    lanes: tuple[Lane, ...] = LANES

    def start(self, problem: Problem, settings: Settings) -> State:
        states = tuple(rule_of(settings).init(problem.start) for _ in self.lanes)
        none, zero = (None,) * len(states), (0,) * len(states)
        return self._joined(0, Lanes(states, none, zero))

    def step(self, point: Point) -> State:
        carried, s = point.state.carried, point.settings
        batches = micro_batches(point, ROUND, s.gcond_steps)
        rounds = [batches[None], batches[:, None]]  # [updates, micro-batches of one, B]
        found = [
            self._round(point, lane, state, memory, rounds[0 if lane.accumulates else 1])
            for lane, state, memory in zip(
                self.lanes, carried.states, carried.memories, strict=True
            )
        ]
        states, memories = zip(*found, strict=True)
        each = point.tasks.count
        passes = tuple(
            before + s.gcond_steps * lane.passes(each)
            for before, lane in zip(carried.passes, self.lanes, strict=True)
        )
        return self._joined(point.state.step + 1, Lanes(states, memories, passes))

    def _round(
        self, point: Point, lane: Lane, state: State, memory: Any, batches: Tensor
    ) -> tuple[State, Any]:
        """A lane after an update on each of `batches` [updates, k, B]."""
        s, tasks = point.settings, point.tasks
        first = point.state.step * s.gcond_steps
        reach = s.gcond_steps if lane.accumulates and s.stretch == "K steps" else 1
        aggregator = aggregator_of(s, lane.aggregator)
        for number, batch in enumerate(batches):
            if lane.stochastic:
                evidence = one_task_each(tasks, state.w, batch, first)
            else:
                evidence = every_task(tasks, state.w, batch)
            answer = aggregator.combine(
                evidence, memory, generator=point.generator(f"order {number}")
            )
            moved = _updated(point, state, answer.direction)
            w = state.w + reach * (moved.w - state.w)
            if not torch.isfinite(w).all():
                break
            state, memory = replace(moved, w=w), answer.memory
        return state, memory

    def _joined(self, step: int, lanes: Lanes) -> State:
        others = tuple(
            (lane.title, state.w)
            for lane, state in zip(self.lanes[1:], lanes.states[1:], strict=True)
        )
        first = lanes.states[0]
        return replace(first, step=step, others=others, carried=lanes)


def _updated(point: Point, state: State, direction: Tensor) -> State:
    """The rule's step on `direction` [P]; it reads nothing else of the lane's loss."""
    lane = Point(point.problem, state, point.settings, {})
    lane.linearization = replace(point.linearization, gradient=direction)
    return rule_of(point.settings).update(lane)
