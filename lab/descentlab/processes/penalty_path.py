"""Gradient descent on the lasso under several penalties at once."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor

from descentlab.learning_rate import learning_rate
from descentlab.problem import Problem
from descentlab.problems.lasso import LassoSettings, data
from descentlab.processes.base import Process
from descentlab.runs.point import Point
from descentlab.runs.state import State
from descentlab.update_rules.gradient_descent import update_rule

#: The penalties λ beside the run's own.
PENALTIES = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0)
NAMES = tuple(f"λ = {penalty:g}" for penalty in PENALTIES)


class PenaltyPath(Process):
    """x⁺ = x − η(Qx − c + λh'(x)) for the λ of the run and for each of `PENALTIES`, one start.

    Q = AᵀA/n, c = Aᵀb/n; h' is sign x with sign 0 = 0, or x/√(x² + δ²) where the kink is rounded.
    """

    def start(self, problem: Problem, settings: LassoSettings) -> State:
        others = tuple((name, problem.start) for name in NAMES)
        return replace(update_rule.init(problem.start), others=others, carried=moments(settings))

    def step(self, point: Point) -> State:
        state, settings = point.state, point.settings
        quadratic, linear = state.carried
        x = torch.stack([w for _, w in state.others])
        penalty = x.new_tensor(PENALTIES)[:, None]
        slope = x @ quadratic - linear + penalty * kink_slope(x, settings)
        moved = x - learning_rate(settings, state.step) * slope
        return replace(update_rule.update(point), others=tuple(zip(NAMES, moved, strict=True)))


def moments(settings: LassoSettings) -> tuple[Tensor, Tensor]:
    """Q = AᵀA/n [d, d] and c = Aᵀb/n [d]."""
    a, b = data(settings)
    return a.mT @ a / len(a), a.mT @ b / len(a)


def kink_slope(x: Tensor, settings: LassoSettings) -> Tensor:
    """h'(x), entry by entry: any shape."""
    if settings.kink == "sharp":
        return x.sign()
    return x / (x.square() + settings.rounding**2).sqrt()
