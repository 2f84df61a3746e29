"""The third derivative of a criterion with respect to the network's outputs."""

from collections.abc import Callable

import torch
from torch import Tensor

from . import criteria, terms

Contraction = Callable[[Tensor, Tensor], Tensor]  # [n, C], [k, n, C] -> [k, n, C]


def output_third(
    criterion: Callable[[Tensor, Tensor], Tensor],
    loss: Callable[[Tensor], Tensor],
    outputs: Tensor,
    targets: Tensor,
    count: float,
) -> Contraction | None:
    """a, b -> (∂³ℓ/∂z³)[a, b] for one a and several b; None where it vanishes.

    The squared loss has none. Cross-entropy with labels has the third central moment of the
    softmax, p ∘ (a − ā)(b − b̄) − p ⟨(a − ā)(b − b̄)⟩ over n with ā = ⟨a⟩ = pᵀa. Of others it is
    autograd's.

    Args:
        criterion: read by identity.
        loss: outputs [n, C] -> [], the criterion with its targets and weight.
        outputs: [n, C].
        targets: of the criterion.
        count: n to divide by, of all examples the mean is taken over.
    """
    if criterion is criteria.mean_squared_error:
        return None
    labels = targets.ndim == 1 and not targets.is_floating_point() and outputs.ndim == 2
    if criterion is criteria.cross_entropy and labels and not bool((targets < 0).any()):
        p = torch.softmax(outputs, 1)

        def moment(a: Tensor, b: Tensor) -> Tensor:
            left = p * (a - (p * a).sum(1, keepdim=True))
            product = left * (b - (p * b).sum(2, keepdim=True))
            return (product - p * product.sum(2, keepdim=True)) / count

        return moment
    return lambda a, b: torch.stack([terms.third([loss], outputs, a, each) for each in b])
