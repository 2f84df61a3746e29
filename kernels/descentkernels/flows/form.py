"""An optimizer as its flows see it: how its mean moves, and when it is critical."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from torch import Tensor

from ..errors import DescentError

Slots = Mapping[str, Tensor]


class Rates(NamedTuple):
    """Time derivatives of an optimizer's mean state, in units of one update."""

    w: Tensor  # [..., P]
    slots: dict[str, Tensor]  # by name, each [..., *slot]


@dataclass(frozen=True, kw_only=True)
class Form(ABC):
    """An update rule in preconditioned form, in continuous time. Abstract; one optimizer a file.

    Two things are asked of it. Where it is *critical*: P is normalised so that the update is
    marginally stable along an eigenvector of P⁻¹H with eigenvalue 2, whatever the rule's own
    threshold; P may depend on slots and learning rate. And how its mean moves when the update
    meets a mean gradient F ("force") and mean squared gradients Q:

        dw/dt = R_w(w, s; F, Q),   ds/dt = R_s(w, s; F, Q)

    The stable flow puts F = ∇L, Q = (∇L)²; the central flow adds ½∇⟨H, Σ⟩ and diag(HΣH)
    (Cohen, Damian, Talwalkar, Kolter & Lee, 2025).

    Args:
        lr: learning rate when a unit of time begins, positive.
        lr_end: and when it ends; linear in between. None for the same.
        weight_decay: decoupled rate δ, w ← (1 − ηδ)w beside the update; it moves the threshold.

    Raises:
        DescentError: if a rate is not positive, or decay is negative or above 2/η.
    """

    lr: float
    lr_end: float | None = None
    weight_decay: float = 0.0

    def __post_init__(self) -> None:
        rates, decay = (self.lr, self.rate(1.0)), self.weight_decay
        if not (min(rates) > 0 and 0 <= decay * max(rates) < 2):
            raise DescentError(
                "expected positive learning rates and 0 ≤ lr · weight_decay < 2, found lr = "
                f"{self.lr}, lr_end = {self.lr_end}, weight_decay = {self.weight_decay}."
            )

    def rate(self, fraction: float) -> float:
        """The learning rate at a fraction 0 … 1 of the unit."""
        end = self.lr if self.lr_end is None else self.lr_end
        return self.lr + fraction * (end - self.lr)

    def check_share(self, name: str, value: float) -> None:
        """A DescentError unless a moving average keeps a share between 0 and 1."""
        if not 0 < value < 1:
            raise DescentError(f"expected {name} in (0, 1), found {value}.")

    @abstractmethod
    def initial(self, gradient: Tensor, slots: Slots | None = None) -> dict[str, Tensor]:
        """The slots a flow starts with: the optimizer's own, having met the gradient at w.

        An optimizer takes the gradient into its moving averages before it moves the weights, so
        that those which act at w are one update ahead of those it keeps.

        Args:
            gradient: [P] at w.
            slots: what the optimizer keeps when it comes to w; None for what it begins with.
        """

    @abstractmethod
    def preconditioner(self, slots: Slots, lr: float) -> Tensor | float:
        """P > 0: its diagonal [P], or [] or a number for a multiple of the identity."""

    @abstractmethod
    def preconditioner_change(
        self, slots: Slots, changes: Mapping[str, Tensor], lr: float
    ) -> Tensor | None:
        """The first-order change of P for small changes of the slots.

        Args:
            slots: where P is differentiated.
            changes: by name, [n, *slot] each.
            lr: learning rate.

        Returns:
            [n] or [n, P] like `preconditioner`, linear in `changes`; None if P has no slots.
        """

    @abstractmethod
    def rates(self, w: Tensor, slots: Slots, force: Tensor, squares: Tensor, lr: float) -> Rates:
        """dw/dt and ds/dt.

        Affine in (force, squares) jointly, and in a slot named "momentum" [P] where there is one:
        integrators take the linear part by subtracting what zeros give. A rule with momentum may
        let the force act on that slot alone (second order in time); the central flow's integrator
        puts the mean of the momentum at both ends of a substep here, so that the constraint can
        still be met within it.

        Args:
            w: [P].
            slots: by name; "momentum" may be [n, P].
            force: [P] or [n, P].
            squares: [P] or [n, P], mean squares of the gradient's entries.
            lr: learning rate.

        Returns:
            Rates, each with the leading dimension of force and squares where it depends on them.
        """
