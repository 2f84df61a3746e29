"""How far the gradients of single examples (or tasks) point the same way."""

import torch
from torch import Tensor

from ..aggregators.base import checked_gramian


def coherence(gradients: Tensor) -> Tensor:
    """α = ‖E g‖²/E‖g‖², of the gradients themselves.

    1/n for n orthogonal gradients of one length, 1 for identical ones, 0 where they cancel
    (Chatterjee & Zielinski, 2020).

    Args:
        gradients: [..., n, P].

    Returns:
        [...] float64 in [0, 1]; NaN where all are zero.
    """
    rows = gradients.double()
    squares = rows.square().sum(-1).mean(-1)
    return coherence_of_moments(squares, rows.mean(-2).square().sum(-1))


def coherence_of_gramian(gramian: Tensor) -> Tensor:
    """α [...] from G [..., n, n]: the mean of all its entries over the mean of its diagonal."""
    gramian = checked_gramian(gramian)
    squares = gramian.diagonal(dim1=-2, dim2=-1).mean(-1)
    return coherence_of_moments(squares, gramian.mean((-2, -1)).clamp(min=0))


def coherence_of_moments(mean_square_norm: Tensor, square_of_mean: Tensor) -> Tensor:
    """α [...] from E‖g‖² [...] and ‖E g‖² [...], neither of which needs all gradients at once."""
    mean_square_norm = mean_square_norm.double()
    known = torch.where(mean_square_norm == 0, torch.nan, mean_square_norm)
    return square_of_mean.double() / known


def m_coherence(alpha: Tensor, count: int) -> Tensor:
    """nα: how many of `count` examples each gradient helps, itself included.

    1 for orthogonal gradients, n for identical ones, below 1 where they hinder each other
    (Chatterjee & Zielinski, 2020).
    """
    return alpha * count


def noise_scale(alpha: Tensor) -> Tensor:
    """(1 − α)/α = tr Σ/‖E g‖², the batch at which noise and signal are equally long.

    The simple noise scale of McCandlish et al., 2018. Infinite where α = 0.
    """
    return (1 - alpha) / alpha
