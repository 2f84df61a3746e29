"""How much each of two gradients in conflict gives up, by the cosine between them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

#: The power by which the angle grows between the main and the critical zone, as released.
POWER = 2.0


@dataclass(frozen=True)
class Surrender:
    """Of a pair, [...] each: shares of the part along the other that are given up."""

    loser: Tensor
    winner: Tensor
    dropped: Tensor  # the loser loses everything
    judged: Tensor  # the arbiter's choice matters, and is remembered


def by_zones(cosine: Tensor, critical: float, main: float, weak: float) -> Surrender:
    """weak (main ≤ c < weak): both give all; main: the loser; critical: the loser is dropped."""
    both, worst = cosine >= main, cosine < critical
    return Surrender(torch.ones_like(cosine), both.to(cosine), worst, ~both)


def smoothly(cosine: Tensor, critical: float, main: float, weak: float) -> Surrender:
    """The loser gives sin(min(α, π/2)), the winner sin α, of an angle α that grows as c falls.

    α = π/2·(1 − (c − main)/(weak − main)) from weak down to main, then
    π/2 + π/2·((c − main)/(critical − main))² down to critical, π below (Alves Limarenko et al.,
    2025, second version, equations 4 to 6).
    """
    mild = (cosine - main) / max(weak - main, 1e-12)
    grave = (cosine - main) / min(critical - main, -1e-12)
    angle = torch.where(
        cosine >= main,
        (1 - mild.clamp(0, 1)) * (math.pi / 2),
        (1 + grave.clamp(0, 1) ** POWER) * (math.pi / 2),
    )
    nobody = torch.zeros_like(cosine, dtype=torch.bool)
    return Surrender(angle.clamp(max=math.pi / 2).sin(), angle.sin(), nobody, ~nobody)


FORMS = {"zones": by_zones, "smooth": smoothly}
