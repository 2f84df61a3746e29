"""The third derivative of a criterion with respect to the network's outputs."""

from collections.abc import Callable

import torch
from torch import Tensor

from . import criteria, terms
from .output_curvature import closed_form


def output_third(
    criterion: Callable[[Tensor, Tensor], Tensor],
    loss: Callable[[Tensor], Tensor],
    outputs: Tensor,
    targets: Tensor,
    count: float,
) -> Callable[[Tensor], Tensor] | None:
    """a -> (∂³ℓ/∂z³)[a, a] for each row of [k, n, C]; None where it vanishes.

    The squared loss has none. Cross-entropy with labels has (p ∘ (a − ā)² − p⟨(a − ā)²⟩)/n, with
    p = softmax(z), ⟨·⟩ the mean under p and ā = ⟨a⟩. Of others it is autograd's.

    Args:
        criterion: read by identity.
        loss: outputs [n, C] -> [], the criterion with its targets and weight.
        outputs: [n, C].
        targets: of the criterion.
        count: n to divide by, of all examples the mean is taken over.
    """
    if criterion is criteria.mean_squared_error:
        return None
    if closed_form(criterion, targets) and outputs.ndim == 2:
        p = torch.softmax(outputs, 1)

        def moment(a: Tensor) -> Tensor:
            square = p * (a - (p * a).sum(2, keepdim=True)).square()
            return (square - p * square.sum(2, keepdim=True)) / count

        return moment
    return lambda a: torch.stack([terms.third([loss], outputs, each, each) for each in a])
