"""Zeros that were counted but not found."""

import math

import torch
from torch import Tensor

from .half_points import half_points
from .scaled import Scaled
from .winding import Count, count_zeros
from .zero_table import ZeroTable

ROUNDS = 8  # of bisection: the ends are then within their first ratio's 256th root


def from_moments(table: ZeroTable, count: Count, reach: Tensor) -> Tensor:
    """The mean of the missing zeros [n, 1], which is the zero itself where one is missing.

    From Σ Re t and Σ Re t² of all, less those of the zeros found; NaN where none is missing.
    """
    inside = table.modulus < reach[:, None]
    found = torch.where(inside, table.at, 0)
    missing = count.number - inside.sum(1)
    real = (count.first - found.real.sum(1)) / missing
    square = (count.second - found.square().real.sum(1)) / missing
    height = (real.square() - square).clamp(min=math.pi**2).sqrt()
    start = torch.complex(real.clamp(-reach, reach), torch.minimum(height, reach))
    return torch.where(count.proven & (missing > 0), start, math.nan)[:, None]


def bracketed(ray: Scaled, table: ZeroTable) -> tuple[ZeroTable, Tensor]:
    """The nearest zero closed in upon by counting: the table with it, and the radius [n] of a half
    disc that was shown to hold none.

    Half discs that hold a zero are made smaller and those that hold none wider, so that at the end
    few zeros are left inside and their moments are good starts.
    """
    empty = torch.hypot(half_points(ray).abs().amin(1), torch.full_like(ray.spread, math.pi))
    holds = table.modulus.amin(1)
    for k in range(ROUNDS):
        part = 0.5 + 0.02 * (-1) ** k  # not the same circle again where a count failed
        middle = torch.where(holds.isinf(), 2 * empty, empty**part * holds ** (1 - part))
        count = count_zeros(ray, middle, torch.complex(torch.zeros_like(middle), middle))
        none = count.proven & (count.number == 0)
        empty = torch.where(none, middle, empty)
        holds = torch.where(count.proven & ~none, middle, holds)
        table = table.with_starts(ray, from_moments(table, count, middle), deflate=True)
    return table, empty
