"""Between which gradients there is an angle of how much."""

import torch
from torch import Tensor

from ..aggregators.base import checked_gramian


def cosines(gramian: Tensor) -> Tensor:
    """cos(gᵢ, gⱼ) = Gᵢⱼ/√(GᵢᵢGⱼⱼ).

    Args:
        gramian: G [..., m, m].

    Returns:
        [..., m, m] float64 in [−1, 1]; NaN beside a zero gradient, which has no direction.

    Raises:
        DescentError: G is no stack of square matrices.
    """
    gramian = checked_gramian(gramian)
    lengths = gramian.diagonal(dim1=-2, dim2=-1).clamp(min=0).sqrt()
    lengths = torch.where(lengths == 0, torch.nan, lengths)
    return (gramian / lengths[..., None] / lengths[..., None, :]).clamp(-1, 1)
