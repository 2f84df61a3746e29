"""The zeros found of each example, each proven and no two the same."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from .newton import STEPS, newton
from .scaled import Scaled

EXACT = 1e-9  # the largest proven error of a zero that counts as found, relative to |t|
LONG = 40  # steps from better starts: zeros close to another are come upon slowly
CLEAR = 0.3  # how far beyond the nearest zero the half circle is laid, in units of (|t|/π)²


@dataclass(frozen=True)
class ZeroTable:
    """Zeros in natural units, the nearest first, NaN where there are fewer."""

    at: Tensor  # [n, j] complex
    error: Tensor  # [n, j]: ∞ where there is none

    @property
    def modulus(self) -> Tensor:
        """|t| [n, j], ∞ where there is none."""
        return torch.where(self.error.isinf(), math.inf, self.at.abs())

    def with_starts(self, ray: Scaled, start: Tensor, *, deflate: bool = False) -> "ZeroTable":
        """The table with what Newton's method finds from starts [n, m] (NaN where fewer).

        With deflate the zeros of the table are divided out of F first.
        """
        some = ~start.real.isnan()
        if not some.any():
            return self
        example = torch.arange(len(start), device=start.device)[:, None].expand_as(start)[some]
        known = self.at[example] if deflate else None
        roots = newton(ray, example, start[some], known=known, steps=LONG if deflate else STEPS)
        at, error = torch.full_like(start, math.nan), torch.full_like(start.real, math.inf)
        at[some], error[some] = roots.at, roots.error
        good = error < EXACT * at.abs()
        at = torch.cat([self.at, torch.where(good, at, math.nan)], 1)
        error = torch.cat([self.error, torch.where(good, error, math.inf)], 1)
        return _distinct(at, error)

    @staticmethod
    def of(ray: Scaled, start: Tensor) -> "ZeroTable":
        """What Newton's method finds from starts [n, m]."""
        return ZeroTable(start[:, :0], start.real[:, :0]).with_starts(ray, start)

    def chosen(self, which: Tensor) -> "ZeroTable":
        """Some of the examples."""
        return ZeroTable(self.at[which], self.error[which])

    def inside(self, reach: Tensor) -> Tensor:
        """The number of zeros with |t| below R [n]."""
        return (self.modulus + self.error < reach[:, None]).sum(1)

    def clear_reach(self) -> Tensor:
        """A radius R [n] beyond the nearest zero and away from every one found.

        In x = (|t|/π)², in which the zeros of two classes are 8 apart, the first gap that is wide
        enough, at most CLEAR from its lower end.
        """
        x = (self.modulus / math.pi).square().sort(1).values
        x = torch.cat([x, torch.full_like(x[:, :1], math.inf)], 1)
        gap = (x[:, 1:] - x[:, :-1]).nan_to_num(0, math.inf, 0).clamp(max=2 * CLEAR)
        wide = gap >= CLEAR / 3
        first = torch.where(wide.any(1), wide.double().argmax(1), gap.argmax(1))[:, None]
        return math.pi * (x.gather(1, first) + gap.gather(1, first) / 2)[:, 0].sqrt()


def _distinct(at: Tensor, error: Tensor) -> ZeroTable:
    """By rising |t|, without those whose discs of error overlap an earlier one's."""
    order = torch.where(error.isinf(), math.inf, at.abs()).argsort(1)
    at, error = at.gather(1, order), error.gather(1, order)
    apart = (at[:, :, None] - at[:, None, :]).abs() > error[:, :, None] + error[:, None, :]
    again = (~apart).tril(-1).any(2) | error.isinf()
    return ZeroTable(torch.where(again, math.nan, at), torch.where(again, math.inf, error))
