"""Zeros of the partition function by Newton's method, from many starts at once."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from .scaled import Scaled
from .tilted import Tilted, tilted

STEPS = 14  # where they fail, another start is likely to have led to the same zero


@dataclass(frozen=True)
class Roots:
    """Points near zeros of F, in natural units, with Im t > 0."""

    at: Tensor  # [m] complex
    error: Tensor  # [m]: a zero is proven to lie this near, and no other; ∞ where that failed
    value: Tensor  # [m]: |F(t)| / F(Re t)


def newton(
    ray: Scaled,
    example: Tensor,
    start: Tensor,
    *,
    known: Tensor | None = None,
    order: Tensor | None = None,
    steps: int = STEPS,
) -> Roots:
    """Where Newton's method leads from starts [m] in examples [m].

    It runs on F(t) e^{−mt} with m = K'(Re t), since on F itself it runs off along the real
    axis. The known zeros [m, j] (NaN where fewer) are divided out. A zero is taken to be of the
    order [m] given, by which steps are then multiplied (Schröder, 1870).
    """
    t = start.clone()
    moving = torch.arange(len(t), device=t.device)
    for _ in range(steps):
        at = t[moving]
        sums = tilted(ray, example[moving], at)
        there = sums.value.abs() <= sums.noise  # at a zero of higher order the quotient is noise
        step = torch.where(there, 0, -sums.value / sums.slope)
        if known is not None:
            pull = (1 / (at[:, None] - known[moving])).nan_to_num(0, 0, 0).sum(1)
            step = step / (1 + step * pull)
        if order is not None:
            step = step * order[moving]
        size = step.abs()
        # zeros in a column are about π/√K'' apart, and none is near 0
        leap = torch.minimum(sums.variance.rsqrt(), at.abs() / 2)
        at = at + step * (leap / size).nan_to_num(1).clamp(max=1)
        t[moving] = torch.complex(at.real, at.imag.abs())
        # the next error would be the square of this step: less than rounding changes t by
        moving = moving[size > 1e-8 * (1 + at.abs()).sqrt()]
        if not len(moving):
            break
    sums = tilted(ray, example, t)
    return Roots(t, _error(sums), sums.value.abs())


def _error(sums: Tilted) -> Tensor:
    """How near a single zero must lie [m], by Rouché's theorem: f against its tangent."""
    slope = sums.slope.abs()
    error = 2 * (sums.value.abs() + sums.noise) / slope
    # at this distance |f'(0)| |s| is still more than |f(0)| and the remainder of Tilted together
    single = sums.variance * error * (sums.widest * error).exp() < 0.99 * slope
    return torch.where(single, error, math.inf)
