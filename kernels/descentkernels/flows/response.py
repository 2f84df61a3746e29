"""What an oscillation does within a substep: motion and curvature, affine in the covariance."""

from dataclasses import dataclass

import torch
from torch import Tensor

from .form import Form, Rates, Slots


@dataclass(frozen=True)
class Middle:
    """A substep seen from its middle."""

    w: Tensor  # [P]
    slots: Slots
    gradient: Tensor  # [P]
    preconditioner: Tensor  # [] or [P]
    values: Tensor  # [k] float64: effective eigenvalues that may oscillate
    vectors: Tensor  # [k, P]
    images: Tensor  # [k, P] Hu
    thirds: Tensor  # [n, P], n = k(k+1)/2: ∇(uᵢᵀHuⱼ), order of torch.triu_indices


@dataclass(frozen=True)
class Response:
    """End of a substep = base + Σ_p x_p · unit_p, x_p the entries of X (twice off the diagonal)."""

    velocity: Tensor  # [P] base
    slots: dict[str, Tensor]  # base, at the end
    unit_velocity: Tensor  # [n, P]
    unit_slots: dict[str, Tensor]  # [n, *slot]

    def at(self, x: Tensor) -> Rates:
        """Velocity and final slots for X [k, k]."""
        weights = packed(x).to(self.velocity)
        velocity = self.velocity + weights @ self.unit_velocity
        slots = {
            name: base + torch.tensordot(weights, self.unit_slots[name], 1)
            for name, base in self.slots.items()
        }
        return Rates(velocity, slots)


def packed(x: Tensor) -> Tensor:
    """X [k, k] -> [n]: its upper triangle, twice what is off the diagonal, so that
    Σ_ij X_ij T_ij = packed(X) @ T over pairs i ≤ j."""
    rows, columns = torch.triu_indices(len(x), len(x))
    return x[rows, columns] * torch.where(rows == columns, 1.0, 2.0).to(x)


def response(
    form: Form, start: Slots, middle: Middle, h: float, lr: float, push: float = 1.0
) -> Response:
    """Velocity over a substep and slots at its end, by the midpoint rule, as functions of X.

    Force ∇L + ½Σ X_ij ∇(uᵢᵀHuⱼ), mean squares (∇L)² + Σ X_ij (Huᵢ)(Huⱼ); `push` times the sum.
    """
    rows, columns = torch.triu_indices(len(middle.values), len(middle.values))
    force, squares = push / 2 * middle.thirds, middle.images[rows] * middle.images[columns]
    g, none = middle.gradient, torch.zeros_like(middle.gradient)
    first = form.rates(middle.w, middle.slots, g, g.square(), lr)
    linear = _linear(form, middle.w, middle.slots, force, squares, lr)
    slots = {name: start[name] + h * rate for name, rate in first.slots.items()}
    unit = {
        name: (h * change).expand(len(rows), *slots[name].shape)
        for name, change in linear.slots.items()
    }
    if "momentum" not in slots:
        return Response(first.w, slots, linear.w.expand(len(rows), -1), unit)
    # force moves the weights through the momentum: its mean over the substep does
    mean = {**middle.slots, "momentum": (start["momentum"] + slots["momentum"]) / 2}
    base = form.rates(middle.w, mean, g, g.square(), lr).w
    moved = {**middle.slots, "momentum": unit["momentum"] / 2}
    still = {**middle.slots, "momentum": none}
    zero = form.rates(none, still, none, none, lr).w
    shift = form.rates(none, moved, force, squares, lr).w - zero
    return Response(base, slots, shift.expand(len(rows), -1), unit)


def _linear(
    form: Form, w: Tensor, slots: Slots, force: Tensor, squares: Tensor, lr: float
) -> Rates:
    """Rates less what zero force gives."""
    none = torch.zeros_like(w)
    zero, full = form.rates(w, slots, none, none, lr), form.rates(w, slots, force, squares, lr)
    return Rates(full.w - zero.w, {n: full.slots[n] - zero.slots[n] for n in full.slots})


def curvature(form: Form, middle: Middle, slots: Slots, moved: Tensor, lr: float) -> Tensor:
    """U(2P − H)Uᵀ near the middle [k, k], to first order in w:
    2I − Λ + 2U(P(s, η) − P)Uᵀ − [∇(uᵢᵀHuⱼ)·moved].

    Args:
        form: the optimizer.
        middle: of the substep.
        slots: there.
        moved: [P] weights there − in the middle.
        lr: learning rate there.
    """
    k, u = len(middle.values), middle.vectors
    change = (torch.as_tensor(form.preconditioner(slots, lr)).to(u) - middle.preconditioner) * u
    found = torch.diag(2 - middle.values).cpu() + 2 * (change @ u.T).double().cpu()
    rows, columns = torch.triu_indices(k, k)
    along = torch.zeros_like(found)
    along[rows, columns] = along[columns, rows] = (middle.thirds @ moved).double().cpu()
    return found - along


def curvature_change(
    form: Form, middle: Middle, answer: Response, unit_moved: Tensor, lr: float
) -> Tensor:
    """β [k, k, k, k]: what X adds to U(2P − H)Uᵀ at the substep's end, to first order,
    2U dP[ds] Uᵀ − [∇(uᵢᵀHuⱼ)·(Σ x_p unit_moved_p)].

    Args:
        form: the optimizer.
        middle: of the substep.
        answer: `response` there.
        unit_moved: [n, P] how the end moves with X.
        lr: learning rate at the end.
    """
    k, u = len(middle.values), middle.vectors
    rows, columns = torch.triu_indices(k, k)
    small = -(middle.thirds @ unit_moved.T)  # [n, n]
    shift = form.preconditioner_change(middle.slots, answer.unit_slots, lr)
    if shift is not None:
        products = u[rows] * u[columns]
        if shift.ndim == 1:
            small = small + 2 * products.sum(1)[:, None] * shift
        else:
            small = small + 2 * products @ shift.T
    small = small.double().cpu()
    beta = small.new_zeros(k, k, k, k)
    for i, j in ((rows, columns), (columns, rows)):
        for m, n in ((rows, columns), (columns, rows)):
            beta[i[:, None], j[:, None], m[None], n[None]] = small
    return beta
