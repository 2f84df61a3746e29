"""Where to look for zeros that were counted but not found."""

import math

import torch
from torch import Tensor

from .winding import Count
from .zero_table import ZeroTable

RINGS = (0.55, 0.8, 0.97)  # of the half disc
RAYS = 6


def from_moments(table: ZeroTable, count: Count, reach: Tensor) -> Tensor:
    """The mean of the missing zeros [n, 1], which is the zero itself where one is missing.

    The moments Σ Re t and Σ Re t² of all, less those of the zeros found; NaN where none is missing.
    """
    inside = table.modulus < reach[:, None]
    found = torch.where(inside, table.at, 0)
    missing = count.number - inside.sum(1)
    real = (count.first - found.real.sum(1)) / missing
    square = (count.second - found.square().real.sum(1)) / missing
    height = (real.square() - square).clamp(min=math.pi**2).sqrt()
    start = torch.complex(real.clamp(-reach, reach), torch.minimum(height, reach))
    return torch.where(count.proven & (missing > 0), start, math.nan)[:, None]


def from_rings(table: ZeroTable, count: Count, reach: Tensor) -> Tensor:
    """Starts all over the half disc [n, RINGS · RAYS]; NaN where none is missing."""
    angles = torch.linspace(0, math.pi, RAYS + 2, dtype=reach.dtype, device=reach.device)[1:-1]
    rings = torch.tensor(RINGS, dtype=reach.dtype, device=reach.device)
    grid = torch.polar(rings[:, None].expand(-1, RAYS), angles.expand(len(RINGS), -1)).flatten()
    missing = count.proven & (count.number > table.inside(reach))
    return torch.where(missing[:, None], reach[:, None] * grid, math.nan)
