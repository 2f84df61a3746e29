"""The path that an oscillating optimizer follows on average."""

from dataclasses import dataclass, replace
from typing import final

import torch
from torch import Tensor

from ..errors import DescentError
from ..objective import Objective
from . import trouble
from .edge import Edge, Search, look
from .form import Form, Slots
from .state import FlowState, Spent, Warm
from .unit import Unit


@final
@dataclass(frozen=True)
class CentralFlow:
    """dw/dt = R_w(w, s; F, Q), ds/dt = R_s with F = ∇L + ½∇⟨H, Σ⟩, Q = (∇L)² + diag(HΣH).

    Σ = UᵀXU is the covariance of the oscillation along critical eigenvectors (rows of U,
    UPUᵀ = I), and X ⪰ 0 is what keeps every eigenvalue of P⁻¹H at 2 or below:
    X ⟂ U(2P − H)Uᵀ ⪰ 0 (Cohen, Damian, Talwalkar, Kolter & Lee, 2025). For gradient descent
    F's part of Σ is what self-stabilisation does on average (Damian, Nichani & Lee, 2023).

    Discretised here by the exponential midpoint rule, of second order, with the constraint at the
    end of each substep, found in the middle to first order; one substep a unit where that is
    accurate, more where eigenvalues move fast.

    Args:
        objective: L.
        form: the optimizer; of one unit of time if its learning rate changes.
        substep: a fixed one, for studies of the error; None to choose.
        products: the same loss in float32 for Hessian products and third derivatives, if
            objective is float64; they need no more.
        tol: error of a substep, relative to how far it moves, about.
        follow_from: the smallest effective eigenvalue that is followed.
        most: eigenvalues followed at most.
        max_substeps: a unit that takes more is given up where it stands.
        eigen_tol: relative residual of the eigenpairs.
        push: False leaves ½∇⟨H, Σ⟩ out of F, but not Σ out of Q: an ablation, of an optimizer that
            only shortens its steps at the edge (a P that does not move with Q cannot).

    Raises:
        DescentError: if a number is out of range or products is not as long as objective.
    """

    objective: Objective
    form: Form
    substep: float | None = None
    products: Objective | None = None
    tol: float = 2e-2
    follow_from: float = 1.8
    most: int = 16
    max_substeps: int = 32
    eigen_tol: float = 2e-3
    push: bool = True

    def __post_init__(self) -> None:
        fixed = 1.0 if self.substep is None else self.substep
        if not (min(fixed, self.tol, self.eigen_tol) > 0 and fixed <= 1 and self.most >= 1):
            raise DescentError(
                "expected substep in (0, 1], tol > 0, eigen_tol > 0 and most ≥ 1, found "
                f"{self.substep}, {self.tol}, {self.eigen_tol} and {self.most}."
            )
        if self.products is not None and self.products.dim != self.objective.dim:
            raise DescentError(
                f"expected products of {self.objective.dim} weights like the objective, found "
                f"{self.products.dim}."
            )

    def start(
        self,
        w: Tensor,
        slots: tuple[tuple[str, Tensor], ...] | None = None,
        t: float = 0.0,
        *,
        generator: torch.Generator,
    ) -> FlowState:
        """The flow at w, with what the optimizer keeps there.

        Args:
            w: [P].
            slots: the optimizer's; None for those it begins with.
            t: what time it is.
            generator: for the eigenpairs' search; lives where w does.
        """
        w = self.objective.checked(w).clone()
        gradient = self.objective.gradient(w)
        met = self.form.initial(gradient, None if slots is None else dict(slots))
        k, spent = 4, Spent(gradients=1)
        edge = self.look(w, met, self.form.rate(0.0), (), k, generator)
        while edge.following > k:
            spent, k = spent + Spent(hvps=edge.hvps), 2 * k
            edge = self.look(w, met, self.form.rate(0.0), edge.points, k, generator)
        kept, sharpness = edge.following, edge.values[0].item()
        stopped = trouble.given_up(sharpness, trouble.START_LIMIT)
        return FlowState(
            t=t,
            w=w,
            slots=tuple(met.items()),
            values=edge.values[:kept],
            vectors=edge.vectors[:kept],
            x=torch.zeros(kept, kept, dtype=torch.float64),
            substep=0.0 if stopped else self.substep or 1.0,
            spent=spent + Spent(hvps=edge.hvps),
            trouble=trouble.at_start(sharpness),
            warm=Warm(edge.points),
        )

    def advance(
        self, state: FlowState, *, until: float | None = None, generator: torch.Generator
    ) -> FlowState:
        """The flow at time `until`, one unit later by default.

        A state that is not finite, is far past the edge or was given up (its substep is zero) is
        returned as it is, later.

        Raises:
            DescentError: if `until` is not after the state's time.
        """
        until = state.t + 1 if until is None else until
        if not until > state.t:
            raise DescentError(f"expected until > {state.t}, found {until}.")
        if trouble.given_up(state.values[0].item()) or not state.substep:
            return replace(state, t=until, spent=Spent())
        return Unit(self, state, until, generator).run()

    def look(
        self,
        w: Tensor,
        slots: Slots,
        lr: float,
        points: tuple[tuple[Tensor, Tensor], ...],
        k: int,
        generator: torch.Generator,
    ) -> Edge:
        """The eigenpairs of P⁻¹H at one point of the flow."""
        p = torch.as_tensor(self.form.preconditioner(slots, lr)).to(w)
        return look(self.search, w, p, points, k, generator)

    @property
    def search(self) -> Search:
        """How eigenpairs are found."""
        products = self.objective if self.products is None else self.products
        return Search(products, self.follow_from, self.most, self.eigen_tol)
