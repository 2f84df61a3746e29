"""One optimizer under several controllers, from one start, through a spike of its rate."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import torch
from descentkernels import radius
from torch import Tensor

from descentlab.controllers import Controller, Move, load_controller
from descentlab.problem import Problem
from descentlab.processes.base import Process
from descentlab.processes.controlled import Control, Controlled
from descentlab.runs.point import Point
from descentlab.runs.state import State
from descentlab.settings import Info, Range, Settings


@dataclass(frozen=True)
class SpikeSettings(Settings):
    """When, how high and for how long."""

    spike: Annotated[
        float,
        Range(1.0, 1e5, log=True),
        Info("spike", "What the learning rate is multiplied by meanwhile; 1 is none.", True),
    ] = 1e4
    spike_at: Annotated[
        int, Range(0, 500), Info("spike at", "The first step that it lengthens.", True)
    ] = 50
    spike_steps: Annotated[
        int, Range(1, 100, unit="steps"), Info("spike length", "Steps that it lengthens.", True)
    ] = 1


@dataclass(frozen=True)
class Lanes:
    """Where each lane stands, and how far it could see along the step that led there."""

    states: tuple[State, ...]  # each with its Control
    radii: tuple[float, ...] = ()  # ρ_a of the batch, along the step as proposed


@dataclass(frozen=True)
class SpikeArena(Process):
    """w⁺ = w + min(1, limit/‖p‖) p in each lane, p of the optimizer that the settings name.

    All lanes see the same batches; a lane's radii are those of the batch its step was made from.
    The run's weights are the first lane's. A lane whose weights would not be finite stands still.
    """

    controllers: tuple[str, ...]  # names of files in `controllers/`

    @property
    def loaded(self) -> tuple[Controller, ...]:
        return tuple(load_controller(name) for name in self.controllers)

    def start(self, problem: Problem, settings: Settings) -> State:
        lanes = (Controlled(controller=name) for name in self.controllers)
        return self._joined(tuple(lane.start(problem, settings) for lane in lanes))

    def step(self, point: Point) -> State:
        s, step = point.settings, point.state.step
        factor = s.spike if s.spike_at <= step < s.spike_at + s.spike_steps else 1.0
        moved = [
            _moved(Controlled(controller=name), lane, factor)
            for name, lane in zip(self.controllers, self.lanes(point), strict=True)
        ]
        states, radii = zip(*moved, strict=True)
        return self._joined(states, radii)

    def lanes(self, point: Point) -> tuple[Point, ...]:
        """The point of each lane at this step, on the batch of the step."""
        problem, count = point.problem, len(point.problem.objective.targets)
        if point.settings.batch < count:
            drawn = torch.randperm(count, generator=point.generator("batch"))
            part = problem.objective.restricted(drawn[: point.settings.batch])
            problem = replace(problem, objective=part)
        states = point.state.carried.states
        points = [Point(problem, state, point.settings, {}) for state in states]
        if problem is point.problem:
            points[0].linearization = point.linearization
        return tuple(points)

    def weights(self, state: State) -> tuple[Tensor, ...]:
        """The weights [P] of each lane."""
        return tuple(lane.w for lane in state.carried.states)

    def _joined(self, states: tuple[State, ...], radii: tuple[float, ...] = ()) -> State:
        titles = [controller.title for controller in self.loaded]
        others = tuple((t, s.w) for t, s in zip(titles[1:], states[1:], strict=True))
        return replace(states[0], others=others, carried=Lanes(states, radii))


def _moved(lane: Controlled, point: Point, factor: float) -> tuple[State, float]:
    state, move = lane.moved(point, factor)
    if not torch.isfinite(state.w).all():
        stood = replace(point.state, step=point.state.step + 1)
        return replace(stood, carried=Control(lane.controller, point.state.carried.memory)), _NAN
    return state, _radius(move)


_NAN = float("nan")


def _radius(move: Move) -> float:
    """ρ_a along p; the controllers that looked there have paid for it already."""
    return float(radius.spread_radius(move.ray).min()) if 0 < move.norm < float("inf") else _NAN
