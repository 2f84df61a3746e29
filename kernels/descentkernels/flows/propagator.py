"""A substep's motion along the followed eigenvectors, where it is stiff."""

from dataclasses import dataclass

import torch
from torch import Tensor

from .edge import Edge
from .form import Form, Slots


@dataclass(frozen=True)
class Propagator:
    """φ₁(hJ) with φ₁(z) = (eᶻ − 1)/z and J = −Σ rᵢ uᵢ (Puᵢ)ᵀ, the velocity's derivative there.

    An eigenvector at the threshold relaxes at a rate of 2 a unit of time: one substep of a unit is
    long for it. The exponential midpoint rule (Hochbruck & Ostermann, 2010)

        w(t+h) = w(t) + h φ₁(hJ) [R(w_m) + J(w(t) − w_m)]

    is exact for what is linear along the eigenvectors and the midpoint rule for the rest.
    """

    vectors: Tensor  # [k, P] rows u
    dual: Tensor  # [k, P] rows Pu
    rate: Tensor  # [k] r ≥ 0
    shrink: Tensor  # [k] φ₁(−hr) − 1

    def move(self, velocity: Tensor, back: Tensor | None = None) -> Tensor:
        """φ₁(hJ)[velocity + J back]: [P] or [n, P]; back [P] is start − middle."""
        if back is not None:
            velocity = velocity - (self.rate * (self.dual @ back)) @ self.vectors
        return velocity + ((velocity @ self.dual.T) * self.shrink) @ self.vectors


def propagator(
    form: Form, slots: Slots, preconditioner: Tensor, edge: Edge, h: float, lr: float
) -> Propagator:
    """For one substep of length h; r is how fast the form's velocity answers the force Hu = λPu,
    0 where it answers only through a momentum."""
    dual = edge.vectors * preconditioner
    none = torch.zeros_like(dual[0])
    still = form.rates(none, slots, none, none, lr).w
    pulled = form.rates(none, slots, edge.images, none, lr).w - still
    rate = -(dual * pulled).sum(1).clamp(max=0)
    z = (h * rate).clamp(min=1e-8)  # φ₁(−z) = 1 − z/2 + …: below that it is 1
    return Propagator(edge.vectors, dual, rate, -torch.expm1(-z) / z - 1)
