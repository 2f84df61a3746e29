"""The examples that pull an oscillation to and fro."""

from dataclasses import dataclass

import torch
from torch import Tensor

from ..curvature.jacobian import jacobian, with_network
from ..errors import DescentError
from ..objective import Objective


@dataclass(frozen=True)
class OpposingSignals:
    """How steeply each example's loss rises along one direction, and the examples at both ends."""

    projections: Tensor  # [n] float64, ∇ℓᵢ·v for v of unit length; their mean is ∇L·v
    positive: (
        Tensor  # [m] examples with the largest projections, largest first: v raises their loss
    )
    negative: Tensor  # [m] with the smallest, most negative first: v lowers it

    def share(self, count: int) -> float:
        """Share of Σ(∇ℓᵢ·v)² that the `count` largest hold: count/n if all were alike."""
        squares = self.projections.square().sort(descending=True).values
        return (squares[:count].sum() / squares.sum()).item()

    @property
    def cancellation(self) -> float:
        """|Σ ∇ℓᵢ·v| / Σ|∇ℓᵢ·v|: zero where the signals oppose each other in full, one where none
        does."""
        return (self.projections.sum().abs() / self.projections.abs().sum()).item()


def opposing_signals(
    objective: Objective, w: Tensor, direction: Tensor, *, group: int = 8
) -> OpposingSignals:
    """Rank examples by ∇ℓᵢ(w)·v, v the direction of an oscillation (Rosenfeld & Risteski, 2024).

    At the edge of stability few examples of large, opposed signals can dominate the unstable
    direction: as the weights swing along v, the loss of one group rises while the other's falls.
    ∇ℓᵢ·v = (∂ℓᵢ/∂zᵢ)ᵀ J_i v: one forward pass and one Jacobian product for all examples.

    Args:
        objective: of a module; the criterion a mean over examples.
        w: [P]. Non-finite weights give NaN.
        direction: [P] v, of any length; the top eigenvector, or w_{t+1} − w_t.
        group: m, at most half of the examples.

    Raises:
        DescentError: if group does not fit, v is zero, the objective has no network, or w or v does
            not fit.
    """
    objective = with_network(objective)
    direction = objective.checked(direction)
    count = len(objective.targets)
    if not 1 <= group <= max(1, count // 2):
        raise DescentError(
            f"expected groups of 1 to {max(1, count // 2)} of {count} examples, found {group}."
        )
    length = direction.norm()
    if length == 0:
        raise DescentError("expected a direction, found zero.")
    at = jacobian(objective, w)
    tangents = at.jvp(direction[None] / length)[0]
    projections = tangents.new_empty(count, dtype=torch.float64)
    for batch, rows in zip(at.batches, at.rows, strict=True):
        with torch.enable_grad():
            outputs = at.outputs[rows].clone().requires_grad_()
            (pull,) = torch.autograd.grad(count * batch.loss(outputs), outputs)
        each = (pull.double() * tangents[rows].double()).reshape(batch.stop - batch.start, -1)
        projections[batch.start : batch.stop] = each.sum(1)
    order = projections.argsort(descending=True)
    return OpposingSignals(projections, order[:group], order.flip(0)[:group])
