"""The optimizer's continuous limit: what it would do if it did not oscillate."""

from dataclasses import dataclass, replace
from typing import final

import torch
from torch import Tensor

from ..errors import DescentError
from ..objective import Objective
from .form import Form
from .stable_chebyshev import Step, chebyshev_step, stages_for
from .stable_rate import PackedRate, spectral_radius
from .stable_sharpness import measured
from .state import FlowState, Spent

_SAFETY = 0.8
_FLOOR = 1e-7  # of a unit: what is shorter does not get anywhere
_MOST_STAGES = 400


@final
@dataclass(frozen=True)
class StableFlow:
    """dw/dt = R_w(w, s; ∇L, (∇L)²), ds/dt = R_s: a `Form`'s rates at the gradient itself.

    For gradient descent this is gradient flow. It goes wherever curvature takes it, so that its
    effective eigenvalues rise far past 2, where the equation is stiff: a stabilised
    Runge–Kutta–Chebyshev method (`chebyshev_step`) takes s ∝ √S_eff gradients a unit of time where
    Euler's takes S_eff/2. Substeps are chosen from an estimate of the error.

    Args:
        objective: L.
        form: the optimizer; of one unit of time if its learning rate changes.
        tol: error of a substep, relative to how far the weights have moved in this call.
        limit: S_eff above which the flow is given up, since it has left the optimizer long ago.
        accuracy: of the effective eigenvalues, relative.
        max_gradients: give up on an `advance` that takes more.

    Raises:
        DescentError: if tol, limit or accuracy is not positive.
    """

    objective: Objective
    form: Form
    tol: float = 1e-3
    limit: float = 100.0
    accuracy: float = 1e-3
    max_gradients: int = 2000

    def __post_init__(self) -> None:
        if not min(self.tol, self.limit, self.accuracy) > 0:
            raise DescentError(
                f"expected tol, limit and accuracy > 0, found {self.tol}, {self.limit} and "
                f"{self.accuracy}."
            )

    def start(
        self,
        w: Tensor,
        slots: tuple[tuple[str, Tensor], ...] | None = None,
        t: float = 0.0,
        *,
        k: int = 1,
        generator: torch.Generator,
    ) -> FlowState:
        """The flow at w, with what the optimizer keeps there.

        Args:
            w: [P].
            slots: the optimizer's; None for those it begins with.
            t: what time it is.
            k: effective eigenvalues to follow.
            generator: for the eigenpairs' search; lives where w does.
        """
        gradient = self.objective.gradient(w)
        initial = self.form.initial(gradient, None if slots is None else dict(slots))
        nothing = w.new_zeros(0, dtype=torch.float64)
        state = FlowState(
            t=t,
            w=w,
            slots=tuple(initial.items()),
            values=nothing,
            vectors=w.new_zeros(k, len(w)),
            x=nothing,
            substep=1.0,
            spent=Spent(gradients=1),
        )
        return measured(self, state, self.form.rate(0.0), generator)

    def advance(
        self, state: FlowState, *, until: float | None = None, generator: torch.Generator
    ) -> FlowState:
        """The flow at time `until`, one unit later by default, or where it was given up.

        A state with trouble is returned as it is, later: it stands still.

        Raises:
            DescentError: if `until` is not after the state's time.
        """
        until = state.t + 1 if until is None else until
        if not until > state.t:
            raise DescentError(f"expected until > {state.t}, found {until}.")
        if state.trouble:
            return replace(state, t=until, spent=Spent())
        rate = PackedRate(self.objective, self.form, tuple(state.slots), state.t)
        y, t, proposed = rate.pack(state.w, state.slots), state.t, state.substep
        first = rate(t, y)
        radius = spectral_radius(self.objective, self.form, state, self.form.rate(0.0))
        steps = rejected = 0
        trouble = ""
        while t < until and not trouble:
            h = min(proposed, until - t)
            stages = stages_for(1.1 * radius * h)
            if stages > _MOST_STAGES:
                proposed = h * (_MOST_STAGES / stages) ** 2
                continue
            step = chebyshev_step(lambda c, y, t=t, h=h: rate(t + c * h, y), y, first, h, stages)
            ratio = self._ratio(rate, state.w, step)
            # of third order; not finite: far too long
            change = _SAFETY * max(ratio, 1e-6) ** (-1 / 3) if ratio < float("inf") else 0.1
            proposed = h * min(5.0, max(0.1, change))
            if ratio <= 1:
                t = until if h >= until - t else t + h
                y, first, steps = step.y, step.rate, steps + 1
            else:
                rejected += 1
            trouble = self._given_up(rate.gradients, proposed)
        w, slots = rate.unpack(y)
        spent = Spent(gradients=rate.gradients + 1, substeps=steps, rejected=rejected)
        reached = replace(
            state, t=until, w=w, slots=slots, substep=proposed, spent=spent, trouble=trouble
        )
        return measured(self, reached, self.form.rate(min(until - state.t, 1.0)), generator)

    def _ratio(self, rate: PackedRate, before: Tensor, step: Step) -> float:
        """Estimated error in units of what is allowed: of w against its move since the unit
        began, of each slot against its size."""
        w, slots = rate.unpack(step.error)
        after, now = rate.unpack(step.y)
        rounding = 10 * torch.finfo(after.dtype).eps * after.norm()
        ratio = w.norm() / (self.tol * (after - before).norm() + rounding)
        for (_, error), (_, slot) in zip(slots, now, strict=True):
            size = slot.norm() + torch.finfo(after.dtype).tiny
            ratio = torch.maximum(ratio, error.norm() / (self.tol * size))
        ratio = ratio.item()
        return ratio if ratio == ratio else float("inf")

    def _given_up(self, gradients: int, proposed: float) -> str:
        if gradients > self.max_gradients:
            return f"One unit of the stable flow takes more than {self.max_gradients} gradients."
        if proposed < _FLOOR:
            return "The stable flow's substep has shrunk to nothing: the loss is not smooth here."
        return ""
