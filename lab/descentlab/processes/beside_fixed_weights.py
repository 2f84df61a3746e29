"""An aggregator's Adam, and beside it an Adam whose weights of the losses are set by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import torch
from descentkernels import Linearization
from torch import Tensor

from descentlab.errors import LabError
from descentlab.problem import Problem
from descentlab.processes.base import Process
from descentlab.processes.jacobian_descent import Aggregation, AggregatorSettings, combined
from descentlab.runs.point import Point
from descentlab.runs.state import State
from descentlab.settings import Info, Range, Settings
from descentlab.update_rules.adam import Adam
from descentlab.update_rules.rmsprop import AdaptiveSettings

FIXED = "fixed weight"


@dataclass(frozen=True)
class BesideFixedWeightsSettings(AggregatorSettings, AdaptiveSettings):
    """Adam's, the weight set by hand, and how much of both is one step of the run."""

    lr: Annotated[
        float,
        Range(1e-5, 0.1, log=True),
        Info("learning rate η", "Adam's: how far each weight moves in an update, about.", True),
    ] = 1e-2
    beta: Annotated[
        float,
        Range(0.0, 0.99),
        Info("momentum β", "The share of the past in Adam's mean of gradients (its β₁).", True),
    ] = 0.9
    updates: Annotated[
        int, Range(1, 50), Info("updates a step", "Updates of both optimizers in one step.")
    ] = 5
    fixed_weight: Annotated[
        float,
        Range(1e-3, 1e5, log=True),
        Info(
            "λ set by hand",
            "What the second network multiplies every loss but the first by; 1 is the plain sum.",
            True,
            "aggregator",
        ),
    ] = 1.0


@dataclass(frozen=True)
class Pair:
    """What the process remembers: of the run's aggregator, and the second optimizer's state."""

    aggregation: Aggregation
    fixed: State


@dataclass(frozen=True)
class BesideFixedWeights(Process):
    """w by Adam on A(J), J [m, P] the tasks' gradients; v by Adam on ∇(L₁ + λ Σᵢ﹥₁ Lᵢ).

    Both start alike and take `updates` updates a unit of time. A network that diverges stands still
    where it left the finite numbers.
    """

    def start(self, problem: Problem, settings: Settings) -> State:
        state = Adam().init(problem.start)
        return replace(
            state,
            others=((FIXED, state.w),),
            carried=Pair(Aggregation(settings.aggregator), state),
        )

    def step(self, point: Point) -> State:
        known, aggregation = point.state.carried, point.state.carried.aggregation
        name = point.settings.aggregator
        if aggregation.aggregator != name:
            aggregation = Aggregation(name)  # it begins with nothing remembered
        main, fixed = replace(point.state, others=(), carried=None), known.fixed
        for update in range(point.settings.updates):
            lane = self._lane(point, main, update)
            found, direction = combined(lane, name, aggregation.memory)
            aggregation = Aggregation(name, found.memory, found.weights, direction)
            main = _moved(lane, direction)
            lane = self._lane(point, fixed, update)
            fixed = _moved(lane, fixed_weights(lane) @ lane.evidence.gradients)
        step = point.state.step + 1
        return replace(
            main,
            step=step,
            others=((FIXED, fixed.w),),
            carried=Pair(aggregation, replace(fixed, step=step)),
        )

    def _lane(self, point: Point, state: State, update: int) -> Point:
        """One optimizer's point at an update of this unit, counted in updates for its chance."""
        number = point.state.step * point.settings.updates + update
        return Point(point.problem, replace(state, step=number), point.settings, {})


def fixed_weights(point: Point) -> Tensor:
    """1 for the first task and λ for the others, [m]."""
    weights = torch.full((point.tasks.count,), point.settings.fixed_weight, dtype=torch.float64)
    weights[0] = 1.0
    return weights


def _moved(lane: Point, gradient: Tensor) -> State:
    """Adam's next state, given `gradient` [P]."""
    # it reads the gradient and nothing else, so that no graph is made for curvature
    lane.linearization = Linearization(gradient.new_zeros(()), gradient, _no_curvature)
    after = Adam().update(lane)
    return after if bool(torch.isfinite(after.w).all()) else lane.state


def _no_curvature(vectors: Tensor) -> Tensor:
    raise LabError("Expected an optimizer that reads the gradient only; found one that needs more.")
