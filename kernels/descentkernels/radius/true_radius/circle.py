"""Counting zeros within a circle by the argument principle, numerically."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from .complexified import ComplexRay
from .factors import Key, log_factors

_ROWS = 2048  # points at work together
_EVEN = 96  # arcs of the half circle, and arcs on each side of the angle that is looked at closely
_CLOSE = 24
_TURN = 2.0  # radians; a larger turn between two points may be another turn on top of its opposite


@dataclass(frozen=True)
class Count:
    """Zeros of each factor within |t| < radius, as far as points on the circle tell."""

    inside: dict[Key, Tensor]  # [m, units] int64, counting both half planes
    sharpest: dict[Key, Tensor]  # [m, units] float64: the angle at which it turns fastest
    resolved: Tensor  # [m] bool: whether no factor turns by more than two radians between points

    @property
    def empty(self) -> Tensor:
        """[m] bool: whether no factor has a zero inside, and all are resolved."""
        none = torch.stack([(inside == 0).all(1) for inside in self.inside.values()])
        return none.all(0) & self.resolved

    def chosen(self, which: Tensor) -> Count:
        """The count of some rows."""
        parts = (
            {key: each[which] for key, each in d.items()} for d in (self.inside, self.sharpest)
        )
        return Count(*parts, self.resolved[which])


def count_within(ray: ComplexRay, rows: Tensor, radius: Tensor, angle: Tensor) -> Count:
    """Turns of every factor along the upper half of |t| = radius; the lower half mirrors it.

    Square roots and logarithms are continued from the real end, so that inside a disc that holds no
    singularity they are on the sheet of the loss. Points lie evenly, and closer around an angle,
    where a zero just outside is known; four times as many for rows that are not resolved. A count
    is a number read off samples, not a proof: a factor that turns fully between two points is
    missed.

    Args:
        rows: [m]; radius: [m] float64; angle: [m] in [0, π].
    """
    counts = _count(ray, rows, radius, angle, 1)
    again = (~counts.resolved).nonzero()[:, 0]
    if len(again):
        finer = _count(ray, rows[again], radius[again], angle[again], 4)
        for key in counts.inside:
            counts.inside[key][again] = finer.inside[key]
            counts.sharpest[key][again] = finer.sharpest[key]
        counts.resolved[again] = finer.resolved
    return counts


def _count(ray: ComplexRay, rows: Tensor, radius: Tensor, angle: Tensor, finer: int) -> Count:
    theta = _angles(angle, finer)
    t = torch.polar(radius[:, None].expand_as(theta).contiguous(), theta)
    size = max(1, _ROWS // theta.shape[1])
    inside: dict[Key, list[Tensor]] = {}
    sharpest: dict[Key, list[Tensor]] = {}
    resolved = []
    middles = (theta[:, 1:] + theta[:, :-1]) / 2
    for some, points, middle in zip(*(x.split(size) for x in (rows, t, middles)), strict=True):
        clear = torch.ones(len(some), dtype=torch.bool, device=t.device)
        for key, log_factor in log_factors(ray.at(some, points, factors=True)).items():
            turns = log_factor.imag.diff(dim=1)
            turns = turns - 2 * math.pi * torch.round(turns / (2 * math.pi))
            clear &= (turns.abs() < _TURN).all(1).all(1)  # NaN is not below either
            total = torch.round(turns.sum(1) / math.pi).nan_to_num(nan=0.0)
            inside.setdefault(key, []).append(total.long())
            speed = turns.abs() / points.angle().diff(dim=1).clamp(min=1e-12)[..., None]
            at = speed.nan_to_num(nan=torch.inf).argmax(1)
            sharpest.setdefault(key, []).append(middle.gather(1, at))
        resolved.append(clear)
    joined = ({key: torch.cat(parts) for key, parts in d.items()} for d in (inside, sharpest))
    return Count(*joined, torch.cat(resolved))


def _angles(angle: Tensor, finer: int) -> Tensor:
    """[m, points] from 0 to π, with a geometric cluster around one angle."""
    even = torch.linspace(0, math.pi, _EVEN * finer + 1, dtype=angle.dtype, device=angle.device)
    offset = torch.logspace(-4, -0.5, _CLOSE * finer, dtype=angle.dtype, device=angle.device)
    close = angle[:, None] + torch.cat([-offset, offset])
    return torch.cat([even.expand(len(angle), -1), close.clamp(0, math.pi)], 1).sort(1).values
