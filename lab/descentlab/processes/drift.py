"""Gradient descent beside the flows that include its own discretisation error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated

from descentkernels import Track, track_eigenpairs
from descentkernels.flows import drift
from torch import Tensor

from descentlab.problem import Problem
from descentlab.processes.base import Process
from descentlab.processes.discrete import Discrete, rule_of
from descentlab.runs.point import Point
from descentlab.runs.state import State
from descentlab.settings import Info, Range, Settings
from descentlab.update_rules.base import UpdateRule

GRADIENT, MODIFIED, PRINCIPAL = "gradient flow", "modified loss", "principal flow"
FLOWS = (GRADIENT, MODIFIED, PRINCIPAL)
#: Eigenpairs that the principal flow takes exactly; the rest by two terms of its series.
PAIRS = 4


@dataclass(frozen=True)
class DriftSettings(Settings):
    """Where the flows leave the run."""

    flow_start: Annotated[
        int,
        Range(0, 20000),
        Info(
            "flows start at step",
            "Where the flows leave the run. Set it to the present step to start them anew here.",
            True,
            "theory",
        ),
    ] = 0


@dataclass(frozen=True)
class Following:
    """One flow: whether it runs, how it goes on, what is wrong with it."""

    running: bool = False
    substep: float = 1.0
    trouble: str = ""  # why it is not followed any more
    warning: str = ""  # why it is not what gradient descent does
    track: Track | None = None  # the principal flow's eigenpairs


@dataclass(frozen=True)
class Drift(Process):
    """w by gradient descent; beside it, from `flow_start` on, three flows, a step a unit of time.

    Gradient flow, the flow of the modified loss L + (η/4)‖∇L‖² (Barrett & Dherin, 2021) and the
    principal flow (Rosca, Wu, Qin & Dherin, 2023), whose eigenpairs are those at the start of each
    unit. A flow that cannot be followed on stands still and says why.
    """

    rule: UpdateRule | None = None

    def start(self, problem: Problem, settings: Settings) -> State:
        state = rule_of(settings, self.rule).init(problem.start)
        others = tuple((name, state.w) for name in FLOWS)
        return replace(state, others=others, carried=(Following(),) * len(FLOWS))

    def step(self, point: Point) -> State:
        rule = rule_of(point.settings, self.rule)
        lr = rule.rate(point)
        places, following = [], []
        for (name, w), known in zip(point.state.others, point.state.carried, strict=True):
            if point.state.step == point.settings.flow_start:
                w, known = point.state.w, Following(running=True)
            if known.running and not known.trouble:
                w, known = _followed(name, point, w, known, lr)
            places.append((name, w))
            following.append(known)
        moved = Discrete(rule).step(point)
        if not following[0].running:  # they have not left yet
            places = [(name, moved.w) for name, _ in places]
        return replace(moved, others=tuple(places), carried=tuple(following))


def _followed(
    name: str, point: Point, w: Tensor, known: Following, lr: float
) -> tuple[Tensor, Following]:
    """One unit of time of one flow."""
    velocity, known = _velocity(name, point, w, known, lr)
    way = drift.integrate(velocity, w, tol=1e-4, substep=known.substep, max_evaluations=200)
    return way.w, replace(known, substep=way.substep, trouble=way.trouble)


def _velocity(
    name: str, point: Point, w: Tensor, known: Following, lr: float
) -> tuple[Callable[[Tensor], Tensor], Following]:
    objective = point.problem.objective
    if name != PRINCIPAL:
        order = 1 if name == GRADIENT else 2
        return lambda at: drift.modified_velocity(objective, at, lr, order=order), known
    track = track_eigenpairs(
        objective.linearize(w).hvp,
        w,
        min(PAIRS, objective.dim),
        known.track,
        accuracy=1e-3,
        generator=point.generator(name),
    )
    here = drift.principal_velocity(objective, w, lr, track.pairs)

    def velocity(at: Tensor) -> Tensor:
        return drift.principal_velocity(objective, at, lr, track.pairs).real

    return velocity, replace(known, track=track, warning=here.trouble)
