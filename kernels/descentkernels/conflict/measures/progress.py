"""What a step along an update does to each loss, to first order."""

from torch import Tensor

from ..aggregators.base import checked_gramian


def progress(gramian: Tensor, weights: Tensor) -> Tensor:
    """gᵢ·d = (Gλ)ᵢ for d = Σ λⱼgⱼ: L_i falls by η gᵢ·d in the step −ηd, to first order.

    Args:
        gramian: G [..., m, m].
        weights: λ [..., m].

    Returns:
        [..., m] float64; negative where the step makes the loss grow.
    """
    return (checked_gramian(gramian) @ weights.double()[..., None])[..., 0]
