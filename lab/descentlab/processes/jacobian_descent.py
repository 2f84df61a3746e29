"""Descent on several losses at once: an aggregator makes one gradient, an optimizer uses it."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Annotated, Any

from descentkernels import conflict
from torch import Tensor

from descentlab.problem import Problem
from descentlab.processes.base import Process
from descentlab.processes.discrete import rule_of
from descentlab.runs.point import Point
from descentlab.runs.state import State
from descentlab.settings import Choice, Info, Settings
from descentlab.update_rules.base import UpdateRule

AggregatorName = Annotated[
    str,
    Choice(*conflict.aggregator_ids()),
    Info("aggregator", "What makes one update of the tasks' gradients.", True, "aggregator"),
]


@dataclass(frozen=True)
class AggregatorSettings(Settings):
    """Which rule makes one update of the tasks' gradients."""

    aggregator: AggregatorName = "mean"


@dataclass(frozen=True)
class Aggregation:
    """What the process remembers from step to step."""

    aggregator: str
    memory: Any = None  # the aggregator's own
    weights: Tensor | None = None  # [m] λ of the step that led here; None for no such sum
    direction: Tensor | None = None  # [P] the update that led here


@dataclass(frozen=True)
class JacobianDescent(Process):
    """w⁺ = rule(w, A(J)), J [m, P] the tasks' gradients (Quinton & Rey, 2024).

    The rule is `rule`, or the optimizer that the settings name; it sees d = A(J) as its gradient.
    Where another aggregator takes over mid-run it begins with nothing remembered.
    """

    rule: UpdateRule | None = None

    def start(self, problem: Problem, settings: Settings) -> State:
        state = rule_of(settings, self.rule).init(problem.start)
        return replace(state, carried=Aggregation(settings.aggregator))

    def step(self, point: Point) -> State:
        name, known = point.settings.aggregator, point.state.carried
        memory = known.memory if known.aggregator == name else None
        found, direction = combined(point, name, memory)
        after = rule_of(point.settings, self.rule).update(point.with_gradient(direction))
        return replace(after, carried=Aggregation(name, found.memory, found.weights, direction))


def aggregator_of(settings: Settings, name: str) -> conflict.Aggregator:
    """The aggregator called `name`, its parameters set by the settings of the same names."""
    plain = conflict.load_aggregator(name)
    known = {f.name for f in fields(plain)} if is_dataclass(plain) else set()
    chosen = {n: v for n, v in vars(settings).items() if n in known}
    return conflict.load_aggregator(name, **chosen)


def combined(point: Point, name: str, memory: Any = None) -> tuple[conflict.Combined, Tensor]:
    """What aggregator `name` makes of the tasks' gradients at `point`, and its update d [P]."""
    aggregator = aggregator_of(point.settings, name)
    evidence = point.evidence
    if aggregator.needs == "gradients" and evidence.gradients is None:
        evidence = point.tasks.evidence(point.state.w, "gradients")
    found = aggregator.combine(evidence, memory, generator=point.generator("aggregator"))
    direction = found.direction
    if direction is None:
        direction = point.tasks.combined(point.state.w, found.weights)
    return found, direction
