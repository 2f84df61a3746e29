"""Gradient descent side by side, in one network by a robust mean of its examples' gradients."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from descentkernels import conflict, curvature
from torch import Tensor

from descentlab.learning_rate import learning_rate
from descentlab.problem import Problem
from descentlab.problems.real_and_random_labels import NETWORKS, ROBUST
from descentlab.processes.base import Process
from descentlab.runs.point import Point
from descentlab.runs.state import State
from descentlab.settings import Choice, Info, Range, Settings

MEANS = {"winsorise": conflict.winsorised_mean, "trim": conflict.trimmed_mean}


@dataclass(frozen=True)
class RobustMeanSettings(Settings):
    """How the robust network averages."""

    robust_share: Annotated[
        float,
        Range(0.0, 0.45),
        Info(
            "robust mean: share",
            "Of each weight's gradients over the examples, this share at either end is pulled in "
            "or left out before the mean is taken. 0 is the plain mean.",
            True,
            "steering",
        ),
    ] = 0.2
    robust_form: Annotated[
        str,
        Choice(*MEANS),
        Info(
            "robust mean: extremes",
            "winsorise: moved to the next value that stays; trim: left out.",
            True,
            "steering",
        ),
    ] = "winsorise"


@dataclass(frozen=True)
class RobustDescent(Process):
    """w⁺ = w − ηd, d the mean of the examples' gradients; in one network a robust mean.

    The problem is one of several networks (`Problem.parts`); it adds up their losses, so each moves
    by its own gradient. What is carried is the weights a step before.
    """

    def start(self, problem: Problem, settings: Settings) -> State:
        return State(0, problem.start)

    def step(self, point: Point) -> State:
        state, settings, problem = point.state, point.settings, point.problem
        direction = point.gradient
        if settings.robust_share:
            part, alone = problem.parts[NETWORKS[ROBUST]], problem.alone[ROBUST]
            each = curvature.per_example_gradients(alone, state.w[part])
            direction = direction.clone()
            direction[part] = MEANS[settings.robust_form](each, settings.robust_share)
        w = state.w - learning_rate(settings, state.step) * direction
        return replace(state, step=state.step + 1, w=w, carried=state.w)


def without_swing(point: Point) -> Tensor | None:
    """½(w_t + w_{t−1}) [P]: a swing of period two cancels. None before the first step."""
    before = point.state.carried
    return None if before is None else (point.state.w + before) / 2
