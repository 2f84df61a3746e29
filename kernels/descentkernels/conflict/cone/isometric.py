"""Arrows with the lengths and angles of the gradients, in as many dimensions as there are tasks."""

from __future__ import annotations

import torch
from torch import Tensor

from ...errors import DescentError
from ..aggregators.base import checked_gramian

# A unit row that leaves the span of those before it by less than this lies in it. An eigenvalue of
# a matrix of cosines is known to about 1e-16, and a row of its root to 1e-16 over that root.
_NEW_AXIS = 1e-12


def isometric(gramian: Tensor, dim: int | None = None) -> Tensor:
    """Rows R [..., m, dim] float64 with RRᵀ = G, for G [..., m, m]; `dim` is m where not given.

    The first gradient lies along the first axis, and each gradient that is independent of those
    before it opens the next: R is lower triangular, and of full rank it is G's Cholesky factor.
    Columns past the rank are exactly 0. It is taken of the cosines, so that |RRᵀ − G|ᵢⱼ is about
    1e-15 ‖gᵢ‖‖gⱼ‖ however unequal the lengths; negative eigenvalues, which only rounding brings
    into a Gramian, count as 0. A Gramian that is not finite gives NaN.

    Raises DescentError when `gramian` is no stack of square matrices, or has a higher rank than
    `dim`.
    """
    gramian = checked_gramian(gramian)
    m = gramian.shape[-1]
    finite = gramian.isfinite().all(-1).all(-1)[..., None, None]
    known = torch.where(finite, gramian, 0.0)
    lengths = known.diagonal(dim1=-2, dim2=-1).clamp_min(0).sqrt()
    over = torch.where(lengths > 0, 1 / lengths, 0.0)
    values, vectors = torch.linalg.eigh(over[..., :, None] * known * over[..., None, :])
    floor = m * torch.finfo(values.dtype).eps * values[..., -1:]
    roots = torch.where(values > floor, values, 0.0).sqrt()
    rows = _echelon(vectors * roots[..., None, :])
    dim = m if dim is None else dim
    if dim < m and rows[..., dim:].any():
        rank = int((rows != 0).any(-2).sum(-1).max())
        raise DescentError(
            f"expected gradients that span at most {dim} dimensions, found {rank}; ask for "
            f"dim={rank} or more."
        )
    rows = torch.nn.functional.pad(rows, (0, max(0, dim - m)))[..., :dim]
    return torch.where(finite, lengths[..., :, None] * rows, torch.nan)


def coordinates(gramian: Tensor, weights: Tensor) -> Tensor:
    """Rᵀλ [..., m]: where d = Σ λᵢgᵢ lies among the rows of `isometric(gramian)`, λ [..., m]."""
    rows = isometric(gramian)
    return (weights.to(rows)[..., None, :] @ rows)[..., 0, :]


def _echelon(rows: Tensor) -> Tensor:
    """The rows [..., m, m] turned so that each new direction opens the next axis.

    Gram and Schmidt, each row cleaned twice; a row within the span so far leaves its axis empty,
    and empty axes are moved to the end.
    """
    m = rows.shape[-1]
    basis = torch.zeros_like(rows)
    for i in range(m):
        rest = rows[..., i : i + 1, :]
        for _ in range(2):
            rest = rest - (rest @ basis.mT) @ basis
        length = rest.norm(dim=-1, keepdim=True)
        basis[..., i : i + 1, :] = torch.where(length > _NEW_AXIS, rest / length, 0.0)
    empty = (basis == 0).all(-1)
    order = empty.to(torch.int8).argsort(dim=-1, stable=True)
    turned = (rows @ basis.mT).tril()
    return turned.gather(-1, order[..., None, :].expand_as(turned))
