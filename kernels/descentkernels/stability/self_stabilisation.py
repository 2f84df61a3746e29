"""Progressive sharpening, and what an oscillation does against it."""

from dataclasses import dataclass

import torch
from torch import Tensor

from ..errors import DescentError
from ..objective import Objective


@dataclass(frozen=True)
class SelfStabilisation:
    """The cubic picture of Damian, Nichani & Lee (2023) at one point."""

    sharpness_gradient: Tensor  # [P] ∇λ without its part along u
    along: float  # ∇λ·u: the skew along the oscillation, which a full swing cancels
    progressive: float  # α = −∇L·∇λ without u: how fast gradient flow sharpens, per unit of time
    restoring: float  # β = ‖∇λ‖² without u

    @property
    def amplitude(self) -> float:
        """δ = √(2α/β), the root-mean-square swing along u that holds λ where it is; NaN where the
        flow flattens by itself (α < 0)."""
        if not self.progressive >= 0 or not self.restoring > 0:
            return torch.nan
        return (2 * self.progressive / self.restoring) ** 0.5

    def push(self, swing: float) -> Tensor:
        """−½x²∇λ: what a swing ±x along u adds to −∇L on average, to second order in x: [P]."""
        return -0.5 * swing**2 * self.sharpness_gradient

    def change(self, lr: float, swing: float) -> float:
        """η(α − ½βx²): the change of λ in a step, averaged over a swing, to first order in η."""
        return lr * (self.progressive - 0.5 * self.restoring * swing**2)


def self_stabilisation(
    objective: Objective, w: Tensor, vector: Tensor, *, gradient: Tensor | None = None
) -> SelfStabilisation:
    """∇λ = ∇_w (uᵀH(w)u) of an isolated eigenvalue, against the gradient.

    The mean gradient over a swing is ½(∇L(w + xu) + ∇L(w − xu)) = ∇L + ½x²∇λ + O(x⁴): descent then
    also descends λ. Balance: x² = 2α/β. Gradient and ∇λ are taken orthogonal to u, the direction
    that oscillates; the paper's trajectory is constrained in the same way. Where λ is repeated,
    uᵀHu has this derivative but the largest eigenvalue has none; with several at the edge the
    central flow says what happens.

    One third derivative, and a gradient unless it is given.

    Args:
        objective: any.
        w: [P]. Non-finite weights give NaN.
        vector: [P] u, the eigenvector of λ; of any length.
        gradient: [P] ∇L(w), if it is known.

    Raises:
        DescentError: if w or u does not fit, or u is zero.
    """
    w, vector = objective.checked(w), objective.checked(vector)
    length = vector.norm()
    if length == 0:
        raise DescentError("expected an eigenvector, found zero.")
    unit = vector / length
    slope = objective.gradient(w) if gradient is None else gradient.detach().to(w)
    rise = objective.third(w, unit, unit)
    along = rise @ unit
    rise, slope = rise - along * unit, slope - (slope @ unit) * unit
    progressive = -(slope.double() @ rise.double())
    restoring = rise.double().square().sum()
    return SelfStabilisation(rise, along.item(), progressive.item(), restoring.item())
