"""How the critical directions turn."""

import torch
from torch import Tensor


def kernel_turn(before: Tensor, after: Tensor, rank: int) -> Tensor:
    """The direct rotation (Davis & Kahan, 1970) of the `rank` lowest eigenvectors.

    Args:
        before: [k, k] symmetric.
        after: [k, k] symmetric.
        rank: how many.

    Returns:
        R [k, k] orthogonal, nearest to the identity of those that take the span of the lowest
        eigenvectors of `before` to that of `after`. Within the span, where eigenvectors of equal
        values are arbitrary, it does not turn.
    """
    was, now = _projector(before, rank), _projector(after, rank)
    one = torch.eye(len(was), dtype=was.dtype, device=was.device)
    left, _, right = torch.linalg.svd(now @ was + (one - now) @ (one - was))
    return left @ right


def _projector(matrix: Tensor, rank: int) -> Tensor:
    lowest = torch.linalg.eigh(matrix)[1][:, :rank]
    return lowest @ lowest.T
