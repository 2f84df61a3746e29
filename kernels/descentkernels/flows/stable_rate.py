"""A form's rates at the gradient itself, of weights and slots in one vector."""

from dataclasses import dataclass, field

import torch
from torch import Tensor

from ..objective import Objective
from .form import Form
from .state import FlowState


@dataclass
class PackedRate:
    """(t, y) -> dy/dt for y = (w, slots), counting the gradients it takes."""

    objective: Objective
    form: Form
    slots: tuple[tuple[str, Tensor], ...]  # their names, shapes and dtypes
    start: float  # when the form's unit of time began
    gradients: int = field(default=0, init=False)

    def pack(self, w: Tensor, slots: tuple[tuple[str, Tensor], ...]) -> Tensor:
        """[P + all slots]."""
        return torch.cat([w, *(slot.to(w).reshape(-1) for _, slot in slots)])

    def unpack(self, y: Tensor) -> tuple[Tensor, tuple[tuple[str, Tensor], ...]]:
        """w and the slots in their shapes."""
        sizes = [self.objective.dim, *(slot.numel() for _, slot in self.slots)]
        w, *parts = y.split(sizes)
        named = zip(self.slots, parts, strict=True)
        return w, tuple((name, part.view(slot.shape).to(slot)) for (name, slot), part in named)

    def __call__(self, t: float, y: Tensor) -> Tensor:
        w, slots = self.unpack(y)
        gradient = self.objective.gradient(w)
        self.gradients += 1
        lr = self.form.rate(min(max(t - self.start, 0.0), 1.0))
        rates = self.form.rates(w, dict(slots), gradient, gradient.square(), lr)
        return self.pack(rates.w, tuple((name, rates.slots[name]) for name, _ in slots))


def spectral_radius(objective: Objective, form: Form, state: FlowState, lr: float) -> float:
    """A bound for the stiffness of a flow at a state, from its largest effective eigenvalue.

    Along uᵢ a force changes by λᵢPuᵢ a unit of distance, and the weights' rate by what the form
    makes of that: λ₁ itself for gradient descent and RMSProp, (1 + β)/(1 − β) times it for a rule
    whose momentum has settled. Slots forget at rates of at most one or two a unit.
    """
    u, slots = state.vectors[0], dict(state.slots)
    force = state.values[0].to(u) * form.preconditioner(slots, lr) * u
    zero = torch.zeros_like(force)
    moved = form.rates(state.w, slots, force, zero, lr).w
    still = form.rates(state.w, slots, zero, zero, lr).w
    along = ((moved - still).norm() / u.norm()).item() if u.norm() > 0 else 0.0
    return max(along, 1.0) if along == along else 1.0
