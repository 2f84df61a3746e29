"""How many zeros of the partition function a half disc holds, with proof on every arc."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from .nodes import Nodes, nodes
from .scaled import Scaled

PIECES = 12  # arcs the half circle is first cut into
FEW, FINE = 16, 64  # examples, and arcs for so few: cheaper than another round of cutting
ROUNDS = 40  # of cutting what is not yet proven
NODES = 1000  # of one example; with more it is given up


@dataclass(frozen=True)
class Count:
    """The zeros t_j with |t| < R and Im t > 0."""

    number: Tensor  # [n] int64
    proven: Tensor  # [n] bool: every arc is covered
    first: Tensor  # Σ Re t_j [n], an estimate
    second: Tensor  # Σ Re t_j² [n], an estimate


def count_zeros(ray: Scaled, reach: Tensor, near: Tensor) -> Count:
    """The number of zeros within R [n], by the argument principle on the half disc.

    F > 0 on the real ray, so the change of arg F along the arc from R to −R is 2π times the number.
    A node's f changes by less than π/2 in angle within its free distance. Where the distances of
    two nodes cover the arc between them, the change is known and not only sampled; other arcs are
    cut. One first node is at the angle of a point near the arc [n], such as the nearest zero.
    The moments of the zeros are integrals of t dlog F and t² dlog F over the same arcs.
    """
    pieces = FINE if len(reach) <= FEW else PIECES
    even = torch.linspace(0, math.pi, pieces + 1, dtype=reach.dtype, device=reach.device)
    angles = torch.cat([even.expand(len(reach), -1), near.angle()[:, None]], 1).sort(1).values
    example = torch.arange(len(reach), device=reach.device)[:, None].expand_as(angles)
    points = nodes(ray, example.flatten(), angles.flatten(), reach)
    before = torch.arange(angles.numel(), device=reach.device).view_as(angles)[:, :-1].flatten()
    one, two = points.chosen(before), points.chosen(before + 1)
    sums = reach.new_zeros(3, len(reach))
    proven = torch.ones_like(reach, dtype=torch.bool)
    spent = torch.full_like(example[:, 0], pieces)
    for _ in range(ROUNDS):
        arc = (two.angle - one.angle) * reach[one.example]
        covered = one.free + two.free >= arc * (1 + 1e-9)
        # what is not covered does not count, and neither do the examples given up
        sums.index_add_(1, one.example, torch.where(covered, _moments(one, two, reach), 0))
        open_ = one.example[~covered]
        spent.index_add_(0, open_, torch.ones_like(open_))
        proven &= spent <= NODES
        cut = (~covered & proven[one.example]).nonzero()[:, 0]
        if not len(cut):
            break
        one, two = one.chosen(cut), two.chosen(cut)
        between = nodes(ray, one.example, _cut(one, two, reach), reach)
        one, two = one.joined(between), between.joined(two)
    else:
        proven[one.example] = False
    return Count(sums[0].round().long(), proven, sums[1], sums[2])


def _moments(one: Nodes, two: Nodes, reach: Tensor) -> Tensor:
    """What a covered arc adds [3, m] to the whole turns, to Σ Re t and to Σ Re t².

    From each end to the height y where the free distances meet, arg F − m y changes by less than
    π/2, with that end's m. So their sum is the one angle within (−π, π) that fits the ends. What
    is not whole turns telescopes: arg F = 0 at R and −R.
    """
    radius = reach[one.example]
    part = one.free / (one.free + two.free)
    height = radius * (one.angle + (two.angle - one.angle) * part).sin()
    turns = -((two.turn - one.turn + height * (two.mean - one.mean)) / (2 * math.pi)).round()
    start, end = (torch.polar(radius, at.angle) for at in (one, two))
    angle = two.mean * end.imag + two.turn - one.mean * start.imag - one.turn
    rise = torch.complex(two.log - one.log, angle + 2 * math.pi * turns)  # of log F
    middle, chord = (start + end) / 2, end - start
    bend = chord.square() * (two.rate - one.rate) / 12  # ∫ (t − middle) dlog F, Hermite's rule
    first = middle * rise + bend
    second = middle * (first + bend) + rise * chord.square() / 12
    return torch.stack([turns, first.imag / (2 * math.pi), second.imag / (2 * math.pi)])


def _cut(one: Nodes, two: Nodes, reach: Tensor) -> Tensor:
    """The angle [m] at which to cut what two nodes leave uncovered, nearer the shorter distance."""
    lower = one.angle + one.free / reach[one.example]
    upper = two.angle - two.free / reach[one.example]
    short = (one.free / two.free).sqrt()
    return lower + (upper - lower) * short / (1 + short)
