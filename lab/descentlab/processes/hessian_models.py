"""Regularised Newton beside several models of the Hessian, and gradient descent, from one start."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch

from descentlab.problem import Problem
from descentlab.processes.base import Process
from descentlab.runs.point import Point
from descentlab.runs.state import State
from descentlab.settings import Settings
from descentlab.update_rules._hessian_models import MODELS
from descentlab.update_rules.base import UpdateRule
from descentlab.update_rules.gradient_descent import GradientDescent
from descentlab.update_rules.gradient_normalised_newton import GradientNormalisedNewton

#: The lanes: a model each, and last of all no Newton.
TITLES = ("exact Hessian", "Gauss–Newton", "empirical Fisher", "its diagonal", "H = 0")
DESCENT = "gradient descent"
LANES = (*TITLES, DESCENT)
RULES: tuple[UpdateRule, ...] = (*map(GradientNormalisedNewton, MODELS), GradientDescent())
#: A lane rests once its gap is this share of the first one: below it the losses are rounding.
DONE = 1e-13


@dataclass(frozen=True)
class Lanes:
    """Where each lane stands, and the gap all began with."""

    states: tuple[State, ...]
    gap: float


class HessianModels(Process):
    """w⁺ = w − (H + λI)⁻¹∇L, λ = ‖∇L‖/γ, with a model H of its own in each lane.

    Each finds its γ by itself; the last lane is w⁺ = w − η∇L. The run's weights are the first
    lane's. A lane rests that has come down to 1e-13 of the first gap, or would leave the finite
    numbers.
    """

    def start(self, problem: Problem, settings: Settings) -> State:
        states = tuple(rule.init(problem.start) for rule in RULES)
        return _joined(states, problem.metrics["gap"](problem.start, None))

    def step(self, point: Point) -> State:
        least = DONE * point.state.carried.gap
        pairs = zip(RULES, lanes(point), strict=True)
        return _joined(
            tuple(_moved(rule, lane, least) for rule, lane in pairs), point.state.carried.gap
        )


def lanes(point: Point) -> tuple[Point, ...]:
    """Each lane's own point at this moment; what is worked out there is shared by all who ask."""
    known = vars(point).get("_lanes")
    if known is None:
        first, *others = point.state.carried.states
        states = (replace(first, w=point.state.w), *others)
        known = tuple(Point(point.problem, state, point.settings, {}) for state in states)
        known[0].linearization = point.linearization
        point._lanes = known
    return known


def _joined(states: tuple[State, ...], gap: float) -> State:
    """One state of all; it carries each lane's own."""
    beside = tuple((name, s.w) for name, s in zip(LANES[1:], states[1:], strict=True))
    return replace(states[0], others=beside, carried=Lanes(states, gap))


def _moved(rule: UpdateRule, lane: Point, least: float) -> State:
    resting = replace(lane.state, step=lane.state.step + 1)
    if lane.problem.metrics["gap"](lane.state.w, None) <= least:
        return resting
    after = rule.update(lane)
    return after if torch.isfinite(after.w).all() else resting
