"""The optimizer, its midpoints and its flows, side by side from one state."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import torch
from descentkernels import flows
from descentkernels.flows import trouble
from torch import Tensor

from descentlab.problem import Problem
from descentlab.processes.base import Process
from descentlab.processes.discrete import Discrete, rule_of
from descentlab.runs.point import Point
from descentlab.runs.state import State
from descentlab.settings import Choice, Info, Range, Settings
from descentlab.update_rules.base import UpdateRule

MIDPOINT, CENTRAL, STABLE = "midpoint", "central flow", "stable flow"
#: The central flow whose oscillation shortens the steps but does not push the weights.
NO_PUSH = "central flow, no push"
#: What moves beside the run, in the order of legends.
BESIDE = (MIDPOINT, CENTRAL, STABLE)
#: A central flow that needs more in a unit is given up: a page should not wait longer.
MOST_SUBSTEPS = 20
#: Steps at the edge after which a leading flow hands over.
AWAKE = 10


Lead = Annotated[
    str,
    Choice("optimizer", CENTRAL),
    Info(
        "up to the edge leads",
        "central flow: the run follows it until it has been at the edge for 10 steps and then "
        "gets the swing the flow predicts, so that it is awake there. An optimizer that comes "
        "quiet overshoots the edge first, which no flow sees.",
        group="theory",
    ),
]


@dataclass(frozen=True)
class FlowSettings(Settings):
    """What moves the run, and where the flows beside it start."""

    dynamics: Annotated[
        str,
        Choice("discrete", CENTRAL, NO_PUSH, STABLE),
        Info(
            "the run follows",
            "Hand the run itself over to a flow, and back: to a flow it goes from its midpoint, "
            "back to the optimizer with a swing of the size the flow predicts. Without its push "
            "the flow shortens its steps at the edge, but nothing drives it to flatter ground.",
            True,
            "theory",
        ),
    ] = "discrete"
    lead: Lead = "optimizer"
    flow_start: Annotated[
        int,
        Range(0, 20000),
        Info(
            "flows start at step",
            "Where the flows beside the run leave it, from its midpoint there (not while "
            "the central flow leads). Set it to the present step to start them anew here.",
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
    awake: int = 0  # steps at the edge so far of a flow that leads


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
        if _dynamics(point) == "discrete":
            start = point if last.main is None else _swinging(rule, point, last.main)
            state = Discrete(rule).step(start)
            after = rule.update(Point(point.problem, state, point.settings, point.artefacts)).w
            middle = flows.midpoint(point.state.w, state.w, after)
        else:
            flow = self._main(rule, point)
            step = point.state.step + 1
            state, middle = replace(point.state, step=step, w=flow.w, slots=flow.slots), flow.w
        central, stable = (
            self._onward(kind, known, rule, point)
            for kind, known in ((CENTRAL, last.central), (STABLE, last.stable))
        )
        places = (middle, *(middle if f is None else f.w for f in (central, stable)))
        return replace(
            state,
            others=tuple(zip(BESIDE, places, strict=True)),
            carried=Companions(
                rule.title, point.state.w, central, stable, flow, _awake(last, flow)
            ),
        )

    def _main(self, rule: UpdateRule, point: Point) -> flows.FlowState:
        """The run's own flow, one unit on; it starts from the run's midpoint."""
        kind, last = _dynamics(point), point.state.carried
        flow, random = _method(kind, rule, point), point.generator(kind)
        here = last.main
        if here is None or rule.title != last.rule or not torch.equal(here.w, point.state.w):
            w = point.state.w  # where a flow was kicked or dragged to, or another rule takes over
            if here is None and point.state.step:
                w = flows.midpoint(last.before, w, rule.update(point).w)
            step = float(point.state.step)
            here = flow.start(w, rule.flow_slots(point), step, generator=random)
        return flow.advance(here, generator=random)

    def _onward(
        self, kind: str, known: flows.FlowState | None, rule: UpdateRule, point: Point
    ) -> flows.FlowState | None:
        """A flow beside the run, one unit on from `point`, where it may have to start."""
        settings, main = point.settings, point.state.carried.main
        starts = not _leading(point) and (
            point.state.step == settings.flow_start or (known is None and main is not None)
        )
        if known is None and not starts:
            return None
        flow, random = _method(kind, rule, point), point.generator(f"{kind} beside")
        if starts or rule.title != point.state.carried.rule:
            w = dict(point.state.others)[MIDPOINT] if starts else known.w
            step = float(point.state.step)
            known = flow.start(w, rule.flow_slots(point), step, generator=random)
        return flow.advance(known, generator=random)


def _leading(point: Point) -> bool:
    """Whether the central flow still takes the run to the edge."""
    return point.settings.lead == CENTRAL and point.state.carried.awake < AWAKE


def _dynamics(point: Point) -> str:
    """What the run follows at this step."""
    return CENTRAL if _leading(point) else point.settings.dynamics


def _awake(last: Companions, flow: flows.FlowState | None) -> int:
    """Steps in a row that a leading flow has been at the edge; it stays once it has handed over."""
    if flow is None or last.awake >= AWAKE:
        return last.awake
    if not flow.substep or trouble.given_up(float(flow.values[0])):
        return AWAKE  # it was given up: the optimizer has to go on
    return last.awake + 1 if flow.x.diagonal().sum() > 0 else 0


def _method(
    kind: str, rule: UpdateRule, point: Point
) -> flows.CentralFlow | flows.StableFlow | flows.MomentumFlow:
    """The flow of `rule` over the unit of time after `point`."""
    form = rule.form(point.settings, point.state.step)
    objective = point.problem.objective
    if isinstance(form, flows.MomentumForm):
        return flows.MomentumFlow(objective, form, oscillation=kind == CENTRAL)
    if kind == CENTRAL or (kind == NO_PUSH and rule.slots(point)):
        push = kind == CENTRAL
        return flows.CentralFlow(objective, form, max_substeps=MOST_SUBSTEPS, push=push)
    # with a step that nothing can shorten, all that the oscillation does is to push
    return flows.StableFlow(objective, form)


def _swinging(rule: UpdateRule, point: Point, flow: flows.FlowState) -> Point:
    """The point with the oscillation that the flow says an optimizer has: w + Σᵢ √σᵢ vᵢ."""
    values, vectors = flows.sigma_eigenpairs(flow)
    swing = (values.clamp(min=0).sqrt().to(vectors) @ vectors).to(point.state.w)
    slots = rule.swung(flow.slots, point.linearization.hvp(swing), point.settings)
    state = replace(point.state, w=point.state.w + swing, slots=slots)
    return Point(point.problem, state, point.settings, point.artefacts)
