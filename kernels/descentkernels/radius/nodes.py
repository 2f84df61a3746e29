"""Points of a half circle, and how far around each the partition function cannot vanish."""

from dataclasses import dataclass

import torch
from torch import Tensor

from .scaled import Scaled
from .tilted import Tilted, tilted

SHARE = 0.9  # of |f| that its change may reach: keeps angles off ±π by far more than rounding
TINY = 1e-300  # for what underflowed: it keeps distances finite and only shortens them


@dataclass(frozen=True)
class Nodes:
    """Points R e^{iθ} of half circles in natural units, and what is known of F there."""

    example: Tensor  # [m]
    table: Tensor  # [7, m]: what follows, in one tensor since arcs are chosen and joined often

    @property
    def angle(self) -> Tensor:
        """θ [m]."""
        return self.table[0]

    @property
    def mean(self) -> Tensor:
        """K'(u) [m]."""
        return self.table[1]

    @property
    def turn(self) -> Tensor:
        """arg F − K'(u) y [m]."""
        return self.table[2]

    @property
    def log(self) -> Tensor:
        """log |F| [m]."""
        return self.table[3]

    @property
    def rate(self) -> Tensor:
        """F'/F [m] complex."""
        return torch.complex(self.table[4], self.table[5])

    @property
    def free(self) -> Tensor:
        """d [m]: F does not vanish nearer, and arg F − K'(u) y changes by less than π/2."""
        return self.table[6]

    def chosen(self, which: Tensor) -> "Nodes":
        """Some of the points: their numbers [k]."""
        return Nodes(self.example[which], self.table[:, which])

    def joined(self, other: "Nodes") -> "Nodes":
        """These points and then the others."""
        example = torch.cat([self.example, other.example])
        return Nodes(example, torch.cat([self.table, other.table], 1))


def nodes(ray: Scaled, example: Tensor, angle: Tensor, reach: Tensor) -> Nodes:
    """The points of angles [m] on the half circles of radius R [n] of examples [m]."""
    sums = tilted(ray, example, torch.polar(reach[example], angle))
    rate = sums.slope / sums.value
    log = sums.level + sums.value.abs().log()
    rows = [angle, sums.mean, sums.value.angle(), log, sums.mean + rate.real, rate.imag]
    return Nodes(example, torch.stack([*rows, free_distance(sums)]))


def free_distance(sums: Tilted) -> Tensor:
    """A distance d [m] with A d + V d²/2 e^{Gd} ≤ C, a share of |f(0)|: see Tilted.

    F cannot vanish nearer than d, nor f turn by π/2. Not the largest such d, but near it.
    """
    least = SHARE * (sums.value.abs() - sums.noise).clamp(min=0) + TINY  # C
    first = sums.slope.abs() + TINY  # A
    second = sums.variance + TINY  # V
    # where each term alone is C: C/A, and x² e^x = 2CG²/V by Lambert's function to 1 %
    half = (sums.widest * (least / (2 * second)).sqrt()).log1p()
    half = half * (1 - half.log1p() / (2 + half))
    over = torch.minimum(least / first, 2.02 * half / sums.widest)
    # a step of Newton's method on the logarithm, for which the exponential is a line
    grown = second * over * (sums.widest * over).exp()
    at_over = over * (first + grown / 2)
    slope = (first + grown * (1 + sums.widest * over / 2)) / at_over
    over = (over - (at_over / least).log() / slope).clamp(min=over / 4)
    at_over = _change(first, second, sums.widest, over)
    inner = over * (least / at_over).clamp(max=1)  # convex and 0 at 0: at most C here
    at_inner = _change(first, second, sums.widest, inner)
    chord = (least - at_inner) / (at_over - at_inner)  # above the convex curve: still at most C
    return inner + (over - inner) * chord.nan_to_num(0, 0, 0).clamp(0, 1)


def _change(first: Tensor, second: Tensor, widest: Tensor, distance: Tensor) -> Tensor:
    return distance * (first + second * distance * (widest * distance).exp() / 2)
