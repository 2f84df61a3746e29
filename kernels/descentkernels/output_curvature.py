"""The Hessian of known criteria with respect to the network's outputs, in closed form."""

from collections.abc import Callable

import torch
from torch import Tensor

from . import criteria

Product = Callable[[Tensor], Tensor]  # [k, n, C] -> [k, n, C]


def output_curvature(
    criterion: Callable[[Tensor, Tensor], Tensor], outputs: Tensor, targets: Tensor, count: float
) -> Product | None:
    """v -> (∂²ℓ/∂z²) v for `criteria.mean_squared_error` and `criteria.cross_entropy` with labels.

    v/n for the squared loss, (diag(p) − ppᵀ) v/n with p = softmax(z) for cross-entropy. Autograd
    would walk through the criterion twice for each vector: a fifth of a small network's product.

    Args:
        criterion: read by identity.
        outputs: [n, C].
        targets: of the criterion.
        count: n to divide by, of all examples the mean is taken over.

    Returns:
        None for other criteria, targets that are probabilities, and outputs of another shape.
    """
    if criterion is criteria.mean_squared_error:
        return lambda v: v / count
    if not closed_form(criterion, targets) or outputs.ndim != 2:
        return None
    p = torch.softmax(outputs, 1)
    return lambda v: softmax_variance(p, v) / count


def closed_form(criterion: Callable[[Tensor, Tensor], Tensor], targets: Tensor) -> bool:
    """Whether the criterion is the squared loss, or cross-entropy with labels that all count."""
    if criterion is criteria.cross_entropy:
        labels = targets.ndim == 1 and not targets.is_floating_point()
        # torch leaves examples with a negative label out of the mean
        return labels and not bool((targets < 0).any())
    return criterion is criteria.mean_squared_error


def softmax_variance(p: Tensor, v: Tensor) -> Tensor:
    """(diag(p) − ppᵀ) v for p [n, C, ...] and v [k, n, C, ...]."""
    weighted = p * v
    return weighted - p * weighted.sum(2, keepdim=True)
