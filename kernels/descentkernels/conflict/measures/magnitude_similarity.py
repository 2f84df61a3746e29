"""How alike in length two gradients are, whatever the angle."""

import torch
from torch import Tensor

from ..aggregators.base import checked_gramian


def magnitude_similarity(gramian: Tensor) -> Tensor:
    """Ψᵢⱼ = 2‖gᵢ‖‖gⱼ‖/(‖gᵢ‖² + ‖gⱼ‖²) (Yu et al., 2020).

    Args:
        gramian: G [..., m, m].

    Returns:
        [..., m, m] float64 in [0, 1]: 1 at equal lengths, ~2/r where one is r times longer; NaN
        for two zero gradients.
    """
    lengths = checked_gramian(gramian).diagonal(dim1=-2, dim2=-1).clamp(min=0).sqrt()
    one, other = torch.broadcast_tensors(lengths[..., None], lengths[..., None, :])
    longer = torch.maximum(one, other)  # taken out first: squares of 1e±160 leave float64
    one, other = one / longer, other / longer
    return 2 * one * other / (one.square() + other.square())
