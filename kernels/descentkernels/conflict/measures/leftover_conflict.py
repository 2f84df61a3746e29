"""What of the conflict is left in an update."""

import torch
from torch import Tensor

from ..aggregators.base import checked_gramian
from .progress import progress


def leftover_conflict(gramian: Tensor, weights: Tensor) -> Tensor:
    """minᵢ cos(gᵢ, d) of d = Σ λⱼgⱼ, from the Gramian alone.

    Args:
        gramian: G [..., m, m].
        weights: λ [..., m].

    Returns:
        [...] float64 in [−1, 1]; negative where −d makes some loss grow. Zero gradients do not
        count. NaN where d cannot be told from zero (‖d‖ below 1e-7 Σ|λᵢ|‖gᵢ‖: the square of it,
        which is what a Gramian gives, is then rounding), and where the evidence is not finite.
    """
    gramian, weights = checked_gramian(gramian), weights.double()
    along = progress(gramian, weights)
    lengths = gramian.diagonal(dim1=-2, dim2=-1).clamp(min=0).sqrt()
    whole = (weights.abs() * lengths).sum(-1)
    size = (weights * along).sum(-1).clamp(min=0).sqrt()
    return _smallest(along, lengths, torch.where(size <= 1e-7 * whole, torch.nan, size))


def leftover_conflict_of(gradients: Tensor, direction: Tensor) -> Tensor:
    """minᵢ cos(gᵢ, d) of an update that need not be a weighted sum of the gradients.

    Args:
        gradients: J [..., m, P].
        direction: d [..., P].

    Returns:
        [...] float64 as `leftover_conflict`, but exact down to d = 0, where it is NaN.
    """
    rows, d = gradients.double(), direction.double()
    size = d.norm(dim=-1)
    size = torch.where(size == 0, torch.nan, size)
    return _smallest((rows @ d[..., None])[..., 0], rows.norm(dim=-1), size)


def _smallest(along: Tensor, lengths: Tensor, size: Tensor) -> Tensor:
    """min over tasks of along/(length · size), leaving zero gradients out."""
    aligned = (along / lengths / size[..., None]).clamp(-1, 1)
    # a zero gradient's place is taken by the largest value there is, and by NaN where all are zero
    least = torch.where(lengths == 0, torch.inf, aligned).amin(-1)
    return torch.where(least == torch.inf, torch.nan, least)
