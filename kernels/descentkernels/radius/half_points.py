"""Where the top class of a ray falls to probability 1/2."""

import math

import torch
from torch import Tensor

from .scaled import Scaled

NEWTON_STEPS = 6  # the excess is at most log K and convex: the error then is below rounding


def half_points(ray: Scaled) -> Tensor:
    """The two points u₋ ≤ 0 ≤ u₊ [n, 2] where p_c(u) = 1/2; ±∞ where it stays above on that side.

    f(u) = log Σ_{k≠c} exp(z_k + a_k u), the negative log odds of c, is convex: Newton's method
    falls monotonically onto u₊ from the nearest breakpoint of the upper envelope. The chord from
    there to u = 0 lies above f, so that the point returned is never beyond the true one.
    """
    found = []
    rest = ray.logits.scatter(1, ray.top[:, None], -math.inf)
    start = torch.logsumexp(rest, 1)  # f(0), −δ where c has more than 1/2
    for sign in (-1.0, 1.0):
        slopes = sign * ray.slopes
        crossing = torch.where(slopes > 0, -ray.logits / slopes, math.inf)
        u = crossing.amin(1)  # where the first line meets c's: f ≥ 0 there
        never = u.isinf()
        u = torch.where(never, 0.0, u)
        for _ in range(NEWTON_STEPS):
            terms = rest + slopes * u[:, None]
            excess = torch.logsumexp(terms, 1)
            slope = (torch.softmax(terms, 1) * slopes).sum(1)
            step = excess.clamp(min=0) / slope
            u = torch.where(slope > 0, u - step, u).clamp(min=0)
        excess = torch.logsumexp(rest + slopes * u[:, None], 1).clamp(min=0)
        u = u * (start / (start - excess))
        u = torch.where(start >= 0, 0.0, torch.where(never, math.inf, u))
        found.append(sign * u)
    return torch.stack(found, 1)
