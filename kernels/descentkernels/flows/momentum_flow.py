"""The path that an oscillating optimizer with momentum follows on average."""

from dataclasses import dataclass, replace
from typing import final

import torch
from torch import Tensor

from ..errors import DescentError
from ..objective import Objective
from . import momentum_run, trouble
from .edge import Search
from .momentum_form import MomentumForm
from .state import FlowState, Spent


@final
@dataclass(frozen=True)
class MomentumFlow:
    """The mean of heavy-ball, Nesterov or Adam at the edge of stability. Derived here:

    With w_t = w̄_t + (−1)^t δ_t, δ changing slowly and of covariance Σ, averaging the update over
    the oscillation gives the optimizer's *own recursion* for the mean, to second order in δ, with
    the mean gradient and mean squares in place of g and g²:

        F = ∇L(w̄) + ½∇⟨H, Σ⟩,   Q = (∇L)² + diag(HΣH),   Σ = UᵀXU,
        0 ⪯ X ⟂ U(2P − H)Uᵀ ⪰ 0 after the step

    as in `CentralFlow` (Cohen et al., 2025), P at the momentum's own threshold. To second order
    that recursion is ½(1+β)w̄'' + (1−β)w̄' = −ηF for heavy-ball; it is not replaced by this
    equation, which rings at frequency 2 where the recursion rings at π, nor by its settled limit
    w̄' = −ηF/(1−β), of stiffness 38 at β = 0.9. Time goes in whole units. While nothing is near
    the edge the flow is the optimizer itself.

    One thing is modelled. Along eigenvectors above `follow_from` the recursion would swing from
    side to side, which is the oscillation, not the mean: there the momentum is taken as settled,
    c' = −γ(uᵀF + λc), exponentially in time.

    It fails where X cannot be slaved to the sharpness. An oscillation starts from next to nothing
    and grows only while the eigenvalue is above 2, so that the optimizer overshoots and the flow
    does not. And its force acts through the momentum, 1/(1−β) steps late: where the sharpness
    changes by b per unit of a direction of curvature κ, heavy-ball's balance is stable only for
    κ > (1+β)η(b²Σ − κ²/4)/(1−β)² (both second-order averages linearised; derived and tested
    here). At β = 0.9 the right side is 32 times that of β = 0.5: there heavy-ball and Nesterov may
    come down in bursts, or diverge, while the flow goes on calmly.

    Args:
        objective: L.
        form: the optimizer, of one update if its learning rate changes.
        oscillation: False for the stable flow, X = 0: what it would do without oscillating.
        products: the same loss in float32 for Hessian products and third derivatives, if
            objective is float64.
        follow_from: the smallest effective eigenvalue that is followed and taken as settled.
        margin: eigenvalues above 2 − margin may oscillate.
        most: eigenvalues followed at most.
        eigen_tol: relative residual of the eigenpairs.

    Raises:
        DescentError: if a number is out of range or products is not as long as objective.
    """

    objective: Objective
    form: MomentumForm
    oscillation: bool = True
    products: Objective | None = None
    follow_from: float = 1.5
    margin: float = 0.05
    most: int = 16
    eigen_tol: float = 1e-3

    def __post_init__(self) -> None:
        if not (min(self.margin, self.eigen_tol) > 0 and 0 < self.follow_from < 2 <= 1 + self.most):
            raise DescentError(
                "expected margin > 0, eigen_tol > 0, follow_from in (0, 2) and most ≥ 1, found "
                f"{self.margin}, {self.eigen_tol}, {self.follow_from} and {self.most}."
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
        """The flow at w [P], with the slots the optimizer keeps there (its first, if None).

        The state's slots are the optimizer's at every time: it can take over from them.
        """
        return momentum_run.start(self, self.objective.checked(w).clone(), slots, t, generator)

    def advance(
        self, state: FlowState, *, until: float | None = None, generator: torch.Generator
    ) -> FlowState:
        """The flow at time `until`, a whole number of units later; one by default.

        A state that is not finite, or is far past the edge, is returned as it is, later.

        Raises:
            DescentError: if `until` is not a whole number of units after the state's time.
        """
        units = 1 if until is None else round(until - state.t)
        if units < 1 or (until is not None and abs(until - state.t - units) > 1e-6):
            raise DescentError(
                f"expected until a whole number of units after {state.t}, found {until}: momentum "
                "is averaged over its own updates."
            )
        spent = Spent()
        for _ in range(units):
            if trouble.given_up(state.values[0].item()):
                state = replace(state, t=state.t + 1, spent=Spent())
                continue
            state = momentum_run.unit(self, state, generator)
            spent += state.spent
        return replace(state, spent=spent)

    @property
    def search(self) -> Search:
        """How eigenpairs are found."""
        products = self.objective if self.products is None else self.products
        return Search(products, self.follow_from, self.most, self.eigen_tol)
