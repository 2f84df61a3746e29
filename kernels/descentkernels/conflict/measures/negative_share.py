"""How many pairs of gradients are in conflict."""

import torch
from torch import Tensor

from .cosines import cosines


def negative_share(gramian: Tensor) -> Tensor:
    """The share of pairs i < j with cos(gᵢ, gⱼ) < 0 (conflicting, in the sense of Yu et al., 2020).

    Args:
        gramian: G [..., m, m].

    Returns:
        [...] in [0, 1], of the pairs that have an angle; NaN where none has: one task only, or no
        two gradients other than zero.
    """
    between = cosines(gramian)
    rows, columns = torch.triu_indices(*between.shape[-2:], 1, device=between.device)
    pairs = between[..., rows, columns]
    return (pairs < 0).double().where(~pairs.isnan(), torch.nan).nanmean(-1)
