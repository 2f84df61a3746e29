"""A central flow over one unit of time: substeps, chosen and judged."""

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from . import trouble
from .edge import Edge
from .state import FlowState, Spent, Warm
from .step_control import OVERSHOOT, StepControl
from .substep import Start, Substep, Taken, take

if TYPE_CHECKING:
    from .central_flow import CentralFlow

_RELEASE = 2.0  # units in which a start above the threshold comes down e-fold
_EDGE = 0.05  # below the threshold, what counts as at it
_SMALL = 0.02  # excess over the threshold that is no start above it


class Unit:
    """From a state to a time; holds what the substeps share."""

    def __init__(
        self, flow: "CentralFlow", state: FlowState, until: float, generator: torch.Generator
    ) -> None:
        self.flow, self.state, self.until, self.generator = flow, state, until, generator
        self.control = StepControl(flow.tol)
        self.spent = Spent()
        self.oscillation: list[tuple[float, Taken]] = []  # share of the unit, substep
        self.jumped = 0.0

    def run(self) -> FlowState:
        state, flow = self.state, self.flow
        t, h, reached = state.t, flow.substep or state.substep, state.values[0].item()
        begin = len(state.values), state.values, 0.0, state.warm
        here = self._from(state.w, dict(state.slots), *begin)
        end = None
        while end is None:
            if flow.substep is None and self._tries() >= flow.max_substeps:
                return self._too_steep(here)
            count = max(1, math.ceil((self.until - t) / h - 1e-9))
            step = (self.until - t) / count
            taken = self._take(here, t, step)
            if count == 1 and taken.edge.finite:
                end = self._end(taken)
            above = self._above(taken, t, step, reached, end)
            if not taken.edge.finite or (end is not None and not end.finite):
                return self._lost()
            fixed = flow.substep is not None
            if not fixed and taken.edge.values[0].item() > trouble.START_LIMIT:
                return self._too_steep(here)
            if fixed or self.control.accepts(taken.bend, above, step):
                self.oscillation.append((step / (self.until - state.t), taken))
                self.spent += taken.spent
                if not fixed and 2 * OVERSHOOT < above < math.inf:
                    self.jumped = max(self.jumped, above + 2)
                t, reached = t + step, taken.edge.values[0].item()
                if end is None:
                    known = taken.edge.following, taken.edge.values, step / 2, taken.warm
                    here = self._from(taken.w, taken.slots, *known)
            else:
                end = None
                self.spent += replace(taken.spent, substeps=0, rejected=1)
                here = replace(here, k=max(here.k, taken.edge.following))
            h = flow.substep or self.control.next(taken.bend, above, step)
        return self._state(taken, end, h)

    def _from(
        self,
        w: Tensor,
        slots: dict[str, Tensor],
        k: int,
        values: Tensor,
        age: float,
        warm: Warm,
    ) -> Start:
        self.spent += Spent(gradients=1)
        return Start(w, slots, self.flow.objective.gradient(w), k, values, age, warm)

    def _take(self, here: Start, t: float, h: float) -> Taken:
        rates = tuple(self._rate(t + share * h) for share in (0.0, 0.5, 1.0))
        flow = self.flow
        step = Substep(h, rates, self._allowed(t + h), float(flow.push))
        return take(flow.objective, flow.form, here, step, flow.search, self.generator)

    def _end(self, taken: Taken) -> Edge:
        """The eigenpairs where the unit ends."""
        k, points = taken.edge.following, taken.edge.points
        lr = self._rate(self.until)
        end = self.flow.look(taken.w, taken.slots, lr, points, k, self.generator)
        self.spent += Spent(hvps=end.hvps)
        return end

    def _rate(self, t: float) -> float:
        return self.flow.form.rate((t - self.state.t) / (self.until - self.state.t))

    def _allowed(self, t: float) -> float:
        """How far above 2 eigenvalues may be at t: a start there would need an infinite force to
        come down at once."""
        excess = self.state.values[0].item() - 2
        return excess * math.exp((self.state.t - t) / _RELEASE) if excess > _SMALL else 0.0

    def _above(self, taken: Taken, t: float, h: float, reached: float, end: Edge | None) -> float:
        """How much too far above the threshold the substep went."""
        if not taken.solved:
            return math.inf
        middle = max(2 + self._allowed(t + h / 2), reached)
        above = taken.edge.values[0].item() - middle
        if end is not None:
            above = max(above, end.values[0].item() - 2 - self._allowed(t + h))
        return above

    def _tries(self) -> int:
        return self.spent.substeps + self.spent.rejected

    def _too_steep(self, here: Start) -> FlowState:
        """Where the unit had come to, to stand still there."""
        return replace(
            self.state,
            t=self.until,
            w=here.w,
            slots=tuple(here.slots.items()),
            substep=0.0,
            spent=self.spent,
            trouble=trouble.TOO_STEEP,
        )

    def _lost(self) -> FlowState:
        nan = torch.full_like(self.state.values, torch.nan)
        return replace(
            self.state, t=self.until, values=nan, spent=self.spent, trouble=trouble.NOT_FINITE
        )

    def _state(self, last: Taken, end: Edge, h: float) -> FlowState:
        p = torch.as_tensor(self.flow.form.preconditioner(last.slots, self._rate(self.until)))
        dual = end.vectors * p.to(end.vectors)
        x = torch.zeros(len(dual), len(dual), dtype=torch.float64)
        for share, taken in self.oscillation:
            turn = (dual @ taken.vectors.T).double().cpu()
            x += share * turn @ taken.x @ turn.T
        most = self.flow.most
        earlier = trouble.remaining(self.state.trouble, end.values[0].item())
        why = earlier or trouble.on_the_way(
            jumped=self.jumped,
            solved=all(taken.solved for _, taken in self.oscillation),
            full=len(end.values) == most and end.values[-1].item() > 2 - _EDGE,
            most=most,
        )
        return FlowState(
            t=self.until,
            w=last.w,
            slots=tuple(last.slots.items()),
            values=end.values,
            vectors=end.vectors,
            x=x,
            substep=h,
            spent=self.spent,
            trouble=trouble.given_up(end.values[0].item()) or why,
            warm=replace(last.warm, points=end.points),
        )
