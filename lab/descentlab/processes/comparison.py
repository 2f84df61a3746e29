"""The optimizer, its midpoints and its flows, side by side from one state."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import torch
from descentkernels import flows
from torch import Tensor

from descentlab.problem import Problem
from descentlab.processes.base import Process
from descentlab.processes.discrete import Discrete, rule_of
from descentlab.runs.point import Point
from descentlab.runs.state import State
from descentlab.settings import Choice, Info, Range, Settings
from descentlab.update_rules.base import UpdateRule

MIDPOINT, CENTRAL, STABLE = "midpoint", "central flow", "stable flow"
#: What moves beside the run, in the order of legends.
BESIDE = (MIDPOINT, CENTRAL, STABLE)


@dataclass(frozen=True)
class FlowSettings(Settings):
    """What moves the run, and where the flows beside it start."""

    dynamics: Annotated[
        str,
        Choice("discrete", CENTRAL, STABLE),
        Info(
            "the run follows",
            "Hand the run itself over to a flow, and back: to a flow it goes from its midpoint, "
            "back to the optimizer with a swing of the size the flow predicts.",
            True,
            "theory",
        ),
    ] = "discrete"
    flow_start: Annotated[
        int,
        Range(0, 20000),
        Info(
            "flows start at step",
            "Where the flows beside the run leave it, from its midpoint there. Set it to the "
            "present step to start them anew here.",
            True,
            "theory",
        ),
    ] = 0


@dataclass(frozen=True)
class Companions:
    """What the comparison remembers between two steps."""

    rule: str  # the title of the rule the flows are of
    before: Tensor  # [P] the run's weights one step ago
    central: flows.FlowState | None = None  # None until they start
    stable: flows.FlowState | None = None
    main: flows.FlowState | None = None  # while the run itself moves along a flow


@dataclass(frozen=True)
class Comparison(Process):
    """w by the optimizer (or by a flow, as `dynamics` says); beside it midpoint and flows.

    The midpoint ¼(w₋ + 2w + w₊) at a step needs the gradient there: one more a step. The flows
    leave from a midpoint with what the optimizer remembers there, and go on from where they are
    with new slots when the optimizer changes.
    """

    rule: UpdateRule | None = None

    def start(self, problem: Problem, settings: Settings) -> State:
        rule = rule_of(settings, self.rule)
        state = rule.init(problem.start)
        others = tuple((name, state.w) for name in BESIDE)
        return replace(state, others=others, carried=Companions(rule.title, state.w))

    def step(self, point: Point) -> State:
        rule, last = rule_of(point.settings, self.rule), point.state.carried
        flow = None
        if point.settings.dynamics == "discrete":
            start = point if last.main is None else _swinging(point, last.main)
            state = Discrete(rule).step(start)
            after = rule.update(Point(point.problem, state, point.settings, point.artefacts)).w
            middle = flows.midpoint(point.state.w, state.w, after)
        else:
            flow = self._main(rule, point)
            state, middle = replace(point.state, step=point.state.step + 1, w=flow.w), flow.w
        central, stable = (
            self._onward(kind, known, rule, point)
            for kind, known in ((CENTRAL, last.central), (STABLE, last.stable))
        )
        places = (middle, *(middle if f is None else f.w for f in (central, stable)))
        return replace(
            state,
            others=tuple(zip(BESIDE, places, strict=True)),
            carried=Companions(rule.title, point.state.w, central, stable, flow),
        )

    def _main(self, rule: UpdateRule, point: Point) -> flows.FlowState:
        """The run's own flow, one unit on; it starts from the run's midpoint."""
        kind, last = point.settings.dynamics, point.state.carried
        flow, random = _method(kind, rule, point), point.generator(kind)
        here = last.main
        if here is None or rule.title != last.rule or not torch.equal(here.w, point.state.w):
            w = point.state.w  # where a flow was kicked or dragged to, or another rule takes over
            if here is None:
                w = flows.midpoint(last.before, w, rule.update(point).w)
            step = float(point.state.step)
            here = flow.start(w, rule.flow_slots(point), step, generator=random)
        return flow.advance(here, generator=random)

    def _onward(
        self, kind: str, known: flows.FlowState | None, rule: UpdateRule, point: Point
    ) -> flows.FlowState | None:
        """A flow beside the run, one unit on from `point`, where it may have to start."""
        starts = point.state.step == point.settings.flow_start
        if known is None and not starts:
            return None
        flow, random = _method(kind, rule, point), point.generator(f"{kind} beside")
        if starts or rule.title != point.state.carried.rule:
            w = dict(point.state.others)[MIDPOINT] if starts else known.w
            step = float(point.state.step)
            known = flow.start(w, rule.flow_slots(point), step, generator=random)
        return flow.advance(known, generator=random)


def _method(kind: str, rule: UpdateRule, point: Point) -> flows.CentralFlow | flows.StableFlow:
    """The flow of `rule` over the unit of time after `point`."""
    form = rule.form(point.settings, point.state.step)
    method = flows.CentralFlow if kind == CENTRAL else flows.StableFlow
    return method(point.problem.objective, form)


def _swinging(point: Point, flow: flows.FlowState) -> Point:
    """The point with the oscillation that the flow says an optimizer has: w + Σᵢ √σᵢ vᵢ."""
    values, vectors = flows.sigma_eigenpairs(flow)
    swing = values.clamp(min=0).sqrt().to(vectors) @ vectors
    state = point.state.at(point.state.w + swing.to(point.state.w))
    return Point(point.problem, state, point.settings, point.artefacts)
