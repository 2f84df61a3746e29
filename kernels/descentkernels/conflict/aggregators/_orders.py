"""In which order each task meets the others, where the order is random."""

import torch
from torch import Tensor

from ._needed import uniform


def orders(gramian: Tensor, generator: torch.Generator | None, title: str) -> Tensor:
    """For every task of every Gramian [..., m, m] an order [..., m, m − 1] of the other tasks.

    Independent and uniform; with two tasks there is but one and the generator is left alone.

    Raises:
        DescentError: no generator, for three tasks or more.
    """
    tasks = gramian.shape[-1]
    if tasks <= 2:
        forced = torch.arange(tasks, device=gramian.device).flip(0)[:, None][:, : tasks - 1]
        return forced.expand(*gramian.shape[:-1], tasks - 1)
    keys = uniform(tuple(gramian.shape), gramian, generator, title)
    keys.diagonal(dim1=-2, dim2=-1).fill_(torch.inf)  # itself last, and cut off
    return keys.argsort(-1)[..., : tasks - 1]


def among(gramian: Tensor, order: Tensor) -> Tensor:
    """For every task the Gramian [..., m, m − 1, m − 1] of those it meets, in its order."""
    whole = gramian[..., None, :, :].expand(*gramian.shape[:-1], *gramian.shape[-2:])
    rows = whole.gather(-2, order[..., None].expand(*order.shape, gramian.shape[-1]))
    return rows.gather(-1, order[..., None, :].expand(*order.shape, order.shape[-1]))
