"""An optimizer whose steps a controller may shorten."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Annotated, Any

import torch
from descentkernels.radius import ray_along
from torch import Tensor

from descentlab.controllers import Controller, Move, Taken, controller_ids, load_controller
from descentlab.problem import Problem
from descentlab.processes.base import Process
from descentlab.processes.discrete import rule_of
from descentlab.runs.point import Point
from descentlab.runs.state import State
from descentlab.settings import Choice, Info, Range, Settings
from descentlab.update_rules.base import UpdateRule


@dataclass(frozen=True)
class LimitSettings(Settings):
    """The parameters of controllers, under the names they have there."""

    share_of_radius: Annotated[
        float,
        Range(0.01, 100.0, log=True),
        Info(
            "share of the radius c",
            "Controllers that look at the softmax radius ρ take steps of at most c ρ.",
            True,
            "controller",
        ),
    ] = 1.0
    max_norm: Annotated[
        float,
        Range(1e-3, 100.0, log=True),
        Info("clip at", "Clipping: the largest norm of a gradient.", True, "controller"),
    ] = 1.0
    cap_factor: Annotated[
        float,
        Range(0.1, 100.0, log=True),
        Info(
            "cap factor",
            "Norm cap: the longest step, in medians of the last fifty.",
            True,
            "controller",
        ),
    ] = 2.0


@dataclass(frozen=True)
class ControllerSettings(LimitSettings):
    """Which controller, and how far it lets a step go."""

    controller: Annotated[
        str,
        Choice(*controller_ids()),
        Info("controller", "What may shorten the optimizer's step.", True, "controller"),
    ] = "none"


@dataclass(frozen=True)
class Control:
    """What the process remembers from step to step."""

    controller: str
    memory: Any = None  # the controller's own
    taken: Taken | None = None  # what became of the step that led here


@dataclass(frozen=True)
class Controlled(Process):
    """w⁺ = w + min(1, limit/‖p‖) p, p the step of `rule` or of the optimizer that settings name.

    The controller is `controller`, or what the setting of that name says; where another takes over
    mid-run it begins with nothing remembered. Clipping is of the full-batch gradient: rules that
    take gradients elsewhere (SGD, SAM, Nesterov) do not see it.
    """

    rule: UpdateRule | None = None
    controller: str | None = None

    def start(self, problem: Problem, settings: Settings) -> State:
        state = rule_of(settings, self.rule).init(problem.start)
        return replace(state, carried=Control(self._name(settings)))

    def step(self, point: Point) -> State:
        return self.moved(point)[0]

    def proposed(self, point: Point) -> Tensor:
        """p [P]: the step that the optimizer would make by itself, after any clipping."""
        seen = _seen(point, self.loaded(point.settings))
        return rule_of(point.settings, self.rule).update(seen).w - point.state.w

    def loaded(self, settings: Settings) -> Controller:
        """The controller in force, its parameters set by the settings of the same names."""
        controller = load_controller(self._name(settings))
        names = {f.name for f in fields(controller)}
        return replace(controller, **{n: v for n, v in vars(settings).items() if n in names})

    def moved(self, point: Point, factor: float = 1.0) -> tuple[State, Move]:
        """The next state, and the move that the controller judged.

        `factor` multiplies the step that the optimizer proposes, as the same factor on its learning
        rate does for all rules whose memory does not depend on the learning rate.
        """
        w, name, controller = point.state.w, self._name(point.settings), self.loaded(point.settings)
        rule = rule_of(point.settings, self.rule)
        after = rule.update(_seen(point, controller))
        if factor != 1.0:
            after = after.at(w + factor * (after.w - w))
        move = _move(point, after.w - w, factor * rule.rate(point))
        known = point.state.carried
        memory = known.memory if known is not None and known.controller == name else None
        taken, memory = controller.take(move, memory)
        if taken.share < 1:
            after = after.at(w + taken.share * move.step if taken.share else w)
        return replace(after, carried=Control(name, memory, taken)), move

    def _name(self, settings: Settings) -> str:
        return self.controller or settings.controller


def _move(point: Point, step: Tensor, rate: float) -> Move:
    """The step p [P] from `point`, as controllers look at it."""
    objective, w = point.problem.objective, point.state.w
    return Move(
        step,
        point.gradient,
        rate,
        lambda share: float(point.value if share == 0 else objective.value(w + share * step)),
        lambda direction: ray_along(objective, w, direction),
    )


def _seen(point: Point, controller: Controller) -> Point:
    """The point as the optimizer sees it."""
    here = point.linearization
    norm = float(torch.linalg.vector_norm(here.gradient, dtype=torch.float64))
    factor = controller.gradient_factor(norm)
    if factor == 1.0:
        return point
    return point.with_gradient(factor * here.gradient)
