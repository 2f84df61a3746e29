"""Zeros of the partition function by Newton's method, from many starts at once."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from .scaled import Scaled
from .tilted import tilted

STEPS = 14


@dataclass(frozen=True)
class Roots:
    """Points near zeros of F, in natural units, with Im t > 0."""

    at: Tensor  # [m] complex
    error: Tensor  # [m]: a zero is proven to lie this near, and no other; ∞ where that failed


def newton(ray: Scaled, example: Tensor, start: Tensor, known: Tensor | None = None) -> Roots:
    """Where Newton's method leads from starts [m] in examples [m].

    It runs on F(t) e^{−mt} with m = K'(Re t), since on F itself it runs off along the real
    axis. The known zeros [m, j] (NaN where fewer) are divided out.
    """
    t = start.clone()
    moving = torch.arange(len(t), device=t.device)
    for _ in range(STEPS):
        at = t[moving]
        sums = tilted(ray, example[moving], at)
        step = -sums.value / sums.slope
        if known is not None:
            pull = (1 / (at[:, None] - known[moving])).nan_to_num(0, 0, 0).sum(1)
            step = step / (1 + step * pull)
        size = step.abs()
        leap = torch.minimum(
            sums.variance.rsqrt(), at.abs() / 2
        )  # 1/√K'': under half a column's gap
        at = at + step * (leap / size).clamp(max=1)
        t[moving] = torch.complex(at.real, at.imag.abs())
        moving = moving[size > 1e-9 * (1 + at.abs())]  # the next error would be its square
        if not len(moving):
            break
    return Roots(t, _error(ray, example, t))


def _error(ray: Scaled, example: Tensor, t: Tensor) -> Tensor:
    """How near to t [m] a single zero must lie, by Rouché's theorem: f against its tangent."""
    sums = tilted(ray, example, t)
    slope = sums.slope.abs()
    error = 2 * (sums.value.abs() + sums.noise) / slope
    # at this distance |f'(0)| |s| is still more than |f(0)| and the remainder of Tilted together
    single = sums.variance * error * (sums.widest * error).exp() < 0.99 * slope
    return torch.where(single, error, math.inf)
