"""The rays that bound the cone of updates along which no task gets worse."""

from __future__ import annotations

import itertools

import torch
from torch import Tensor

from ...errors import DescentError

# Unit vectors closer than this are one, and a ray this far outside a half-space is on its border.
_SAME = 1e-9


def dual_cone_rays(rows: Tensor) -> Tensor:
    """Unit rays [k, d] float64 that generate {x ∈ R^d: Rx ≥ 0}, for rows R [m, d], d = 2 or 3.

    k = max(m, 2d), with NaN after the last ray; no ray at all says that the cone is {0}. Where
    the rows span R^d the cone is pointed and these are its extreme rays, in order around it.
    Where they don't, it contains lines, given by both directions of a basis: a half-plane is
    (t, n, −t), a wedge (l, a, −l, b), a half-space (t, u, −t, −u, n), and where all rows are 0
    the whole of R^d is ±e₁, ±e₂, (±e₃). Rows of length 0 ask for nothing; rows that are not
    finite give NaN.

    Raises DescentError for any other shape.
    """
    if rows.ndim != 2 or rows.shape[1] not in (2, 3) or not len(rows):
        raise DescentError(
            f"expected gradients [m, 2] or [m, 3], found {list(rows.shape)}; `isometric` gives "
            "such rows for the Gramian of any two or three."
        )
    m, d = rows.shape
    rays = torch.full((max(m, 2 * d), d), torch.nan, dtype=torch.float64, device=rows.device)
    if rows.isfinite().all():
        scaled = rows.double() / rows.double().abs().max().clamp_min(1e-300)
        lengths = scaled.norm(dim=1, keepdim=True)
        found = _generators((scaled / lengths)[lengths[:, 0] > 0])
        rays[: len(found)] = found
    return rays


def _generators(rows: Tensor) -> Tensor:
    """The rays [·, d] for unit rows [·, d]: of the lines in the cone, and of what is across."""
    _, sizes, axes = torch.linalg.svd(rows, full_matrices=True)
    rank = int((sizes > _SAME).sum())
    lines = torch.cat([axes[rank:], -axes[rank:]])
    return _ordered(torch.cat([lines, _extreme(rows @ axes[:rank].T) @ axes[:rank]]))


def _extreme(rows: Tensor) -> Tensor:
    """The extreme rays of a pointed cone: rows [·, r] of rank r ≤ 3, rays [·, r]."""
    rank = rows.shape[1]
    if rank == 1:
        candidates = rows.new_tensor([[1.0], [-1.0]])
    elif rank == 2:
        turned = torch.stack([-rows[:, 1], rows[:, 0]], dim=1)
        candidates = torch.cat([turned, -turned])
    elif rank == 3:
        pairs = torch.tensor(list(itertools.combinations(range(len(rows)), 2)), device=rows.device)
        normals = torch.linalg.cross(rows[pairs[:, 0]], rows[pairs[:, 1]])
        sizes = normals.norm(dim=1, keepdim=True)
        normals = (normals / sizes)[sizes[:, 0] > _SAME]
        candidates = torch.cat([normals, -normals])
    else:
        return rows.new_zeros(0, rank)
    inside = candidates[(candidates @ rows.T >= -_SAME).all(1)]
    again = torch.cdist(inside, inside) < 1e3 * _SAME
    return inside[~again.tril(-1).any(1)]


def _ordered(rays: Tensor) -> Tensor:
    """The rays in order of their angle about the middle of the cone, one in the middle last."""
    if len(rays) < 3 or rays.sum(0).norm() < _SAME:
        return rays
    axis = rays.sum(0) / rays.sum(0).norm()
    across = rays - (rays @ axis)[:, None] * axis
    if rays.shape[1] == 2:
        across = torch.stack([rays[:, 0] * axis[1] - rays[:, 1] * axis[0], rays @ axis], dim=1)
        return rays[torch.atan2(across[:, 0], across[:, 1]).argsort(descending=True)]
    first = across[across.norm(dim=1).argmax()]
    first = first / first.norm()
    second = torch.linalg.cross(axis, first)
    angles = torch.atan2(across @ second, across @ first)
    angles[across.norm(dim=1) < _SAME] = torch.inf
    return rays[angles.argsort()]
