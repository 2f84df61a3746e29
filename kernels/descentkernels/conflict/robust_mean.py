"""Means of per-example gradients that no few examples can rule, coordinate by coordinate."""

import numpy as np
import torch
from torch import Tensor

from ..errors import DescentError


def winsorised_mean(gradients: Tensor, share: float) -> Tensor:
    """The mean after the k = ⌊share·n⌋ largest and smallest values of each coordinate are moved to
    the next ones that stay.

    With x₍₁₎ ≤ ... ≤ x₍ₙ₎ one coordinate in order, (k x₍ₖ₊₁₎ + Σ_{k<i≤n−k} x₍ᵢ₎ + k x₍ₙ₋ₖ₎)/n: what
    few examples ask for loudly counts no more than what the next ones ask for (Chatterjee, 2020).
    The result is no weighted sum of the gradients: each coordinate has its own extremes.

    Args:
        gradients: [..., n, P]. A coordinate with a non-finite value gives NaN.
        share: 0 (the mean) to below one half.

    Returns:
        [..., P].

    Raises:
        DescentError: if share is not in [0, ½), or there are no examples.
    """
    k, ordered = _ordered(gradients, share)
    if ordered is None:
        return gradients.mean(-2)
    count = gradients.shape[-2]
    ends = ordered[..., k] + ordered[..., count - 1 - k]
    return (ordered[..., k : count - k].sum(-1) + k * ends) / count


def trimmed_mean(gradients: Tensor, share: float) -> Tensor:
    """As `winsorised_mean`, but the k largest and smallest values are left out:
    Σ_{k<i≤n−k} x₍ᵢ₎/(n − 2k). Stricter, since the extremes do not count as votes either.
    """
    k, ordered = _ordered(gradients, share)
    if ordered is None:
        return gradients.mean(-2)
    return ordered[..., k : gradients.shape[-2] - k].mean(-1)


def _ordered(gradients: Tensor, share: float) -> tuple[int, Tensor | None]:
    """k, and each coordinate's values in order [..., P, n]; None for k = 0."""
    if gradients.ndim < 2 or not gradients.shape[-2]:
        raise DescentError(
            f"expected gradients [..., n, P] of n ≥ 1 examples, found {list(gradients.shape)}."
        )
    if not 0 <= share < 0.5:
        raise DescentError(
            f"expected the share at each end to be in [0, 0.5), found {share}: at one half "
            "nothing is left to average."
        )
    k = int(share * gradients.shape[-2])
    if not k:
        return 0, None
    columns = gradients.mT.contiguous()
    if columns.device.type == "cpu" and columns.dtype in (torch.float32, torch.float64):
        # numpy's vectorised sort is six to ten times as fast as torch's on a CPU thread
        ordered = torch.from_numpy(np.sort(columns.detach().numpy(), axis=-1))
    else:
        ordered = columns.sort(-1).values
    # in order, what is not finite stands at an end
    lost = ~ordered[..., [0, -1]].isfinite().all(-1, keepdim=True)
    return k, ordered.masked_fill_(lost, torch.nan) if bool(lost.any()) else ordered
