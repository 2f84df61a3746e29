"""Zeros that were counted but not found."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from .newton import newton
from .scaled import Scaled
from .winding import Count, count_zeros
from .zero_table import ZeroTable

FLAT = 1e-7  # |F(t)| / F(Re t) of what passes for a zero of higher order
ASIDE = 0.2  # of the height of a start
ROUNDS = 10  # of bisection: each takes the root of the ratio of the two ends


def from_moments(table: ZeroTable, count: Count, reach: Tensor, aside: float = 0.0) -> Tensor:
    """The mean of the missing zeros [n, 1], which is the zero itself where one is missing.

    From Σ Re t and Σ Re t² of all, less those of the zeros found; NaN where none is missing. Where
    several are, the start is moved aside by a part of its height: from between two zeros
    that mirror each other Newton's method leads to neither.
    """
    inside = table.modulus < reach[:, None]
    found = torch.where(inside, table.at, 0)
    missing = count.number - inside.sum(1)
    real = (count.first - found.real.sum(1)) / missing
    square = (count.second - found.square().real.sum(1)) / missing
    height = (real.square() - square).clamp(min=math.pi**2).sqrt()
    real = real + torch.where(missing > 1, aside, 0.0) * height
    start = torch.complex(real.clamp(-reach, reach), torch.minimum(height, reach))
    return torch.where(count.proven & (missing > 0), start, math.nan)[:, None]


@dataclass(frozen=True)
class Bracket:
    """What counting in ever narrower half discs shows of the nearest zero."""

    table: ZeroTable  # with the zeros found on the way
    empty: Tensor  # R [n]: no zero is nearer
    multiple: Tensor  # a zero of higher order [n] complex, not proven; NaN where there is none


def bracketed(ray: Scaled, table: ZeroTable, empty: Tensor) -> Bracket:
    """The nearest zero closed in upon from R [n], within which none is known to be.

    Half discs that hold a zero are made smaller and those that hold none wider, so that at the end
    few zeros are left inside and their moments are good starts.
    """
    holds = table.modulus.amin(1)
    cluster = torch.full_like(table.at[:, :1], math.nan)  # the mean of the zeros held, and how many
    order = torch.ones_like(holds)
    settled = torch.zeros_like(holds, dtype=torch.bool)
    nothing = ZeroTable(table.at[:, :0], table.error[:, :0])
    for k in range(ROUNDS):
        part = 0.5 + 0.02 * (-1) ** k  # not the same circle again where a count failed
        middle = torch.where(holds.isinf(), (3.3 + part) * empty, empty**part * holds ** (1 - part))
        count = count_zeros(ray, middle, torch.complex(torch.zeros_like(middle), middle))
        none, some = count.proven & (count.number == 0), count.proven & (count.number > 0)
        empty, holds = torch.where(none, middle, empty), torch.where(some, middle, holds)
        cluster[some] = from_moments(nothing, count, middle)[some]
        order[some] = count.number[some].double()
        table = table.with_starts(ray, from_moments(table, count, middle, ASIDE), deflate=True)
        settled |= some & (count.number == table.inside(middle))
        if settled.all():
            break
    which = (~cluster.real.isnan()[:, 0]).nonzero()[:, 0]
    roots = newton(ray, which, cluster[which, 0], order=order[which])
    modulus = roots.at.abs()
    there = (roots.value < FLAT) & (modulus > empty[which]) & (modulus < 1.01 * holds[which])
    multiple = torch.full_like(cluster[:, 0], math.nan)
    multiple[which[there]] = roots.at[there]
    return Bracket(table, empty, multiple)
