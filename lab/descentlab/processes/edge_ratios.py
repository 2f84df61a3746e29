"""Gradient descent on one convex loss at several learning rates about its edge."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import torch
from torch import Tensor

from descentlab.problem import Problem
from descentlab.problems.lipschitz_convex import LipschitzConvex, LipschitzConvexSettings, losses
from descentlab.processes.base import Process
from descentlab.runs.point import Point
from descentlab.runs.state import State
from descentlab.settings import Info, Range, Settings

#: η over 2/λ₁(x*) of the runs beside the one in hand.
RATIOS = (0.5, 0.8, 1.05, 1.2, 1.5, 2.0, 3.0, 5.0, 8.0)


@dataclass(frozen=True)
class EdgeRatioSettings(Settings):
    """The learning rate, in units of where a parabola with the minimum's curvature would break."""

    ratio: Annotated[
        float,
        Range(0.1, 20.0, log=True),
        Info("η over 2/λ₁(x*)", "Above 1 the minimum is unstable.", True),
    ] = 1.5


@dataclass(frozen=True)
class EdgeLanes:
    """The run in hand first, then those of `RATIOS`."""

    loss: LipschitzConvex
    limit: float  # 2/λ₁ at the minimum
    x: Tensor  # [1 + 9, d]

    def rates(self, ratio: float) -> Tensor:
        """η of each lane: [10]."""
        return self.limit * torch.tensor((ratio, *RATIOS), dtype=torch.float64)


class EdgeRatios(Process):
    """x⁺ = x − η∇f(x), η = ratio · 2/λ₁(x*), for the ratio in hand and each of `RATIOS`."""

    def start(self, problem: Problem, settings: LipschitzConvexSettings) -> State:
        loss, place = losses(settings)
        lanes = problem.start.repeat(1 + len(RATIOS), 1)
        top = float(loss.sharpness(place))
        return State(0, problem.start, carried=EdgeLanes(loss, 2 / top, lanes))

    def step(self, point: Point) -> State:
        lanes: EdgeLanes = point.state.carried
        x = moved(lanes, point.settings.ratio)
        return replace(point.state, step=point.state.step + 1, w=x[0], carried=replace(lanes, x=x))


def moved(lanes: EdgeLanes, ratio: float) -> Tensor:
    """Where the lanes are one step later: [10, d]."""
    return lanes.x - lanes.rates(ratio)[:, None] * lanes.loss.gradient(lanes.x)
