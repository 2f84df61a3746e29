"""Where the top class of a ray falls to probability 1/2."""

import math

import torch
from torch import Tensor

from .scaled import Scaled

NEWTON_STEPS = 6  # the excess is convex and at most log K: the error then is below rounding


def breakpoints(ray: Scaled) -> Tensor:
    """Where the top class's line z + a u first meets another's, left and right of 0 [n, 2].

    The two ends of its edge of the upper envelope; ∓∞ where there is none on that side.
    """
    crossing = -ray.logits / ray.slopes
    right = torch.where(ray.slopes > 0, crossing, math.inf).amin(1)
    left = torch.where(ray.slopes < 0, crossing, -math.inf).amax(1)
    return torch.stack([left, right], 1)


def half_points(ray: Scaled) -> Tensor:
    """The two points u₋ ≤ 0 ≤ u₊ [n, 2] where p_c(u) = 1/2; ∓∞ where it stays above on that side.

    f(u) = log Σ_{k≠c} exp(z_k + a_k u), the negative log odds of c, is convex: Newton's method
    falls monotonically onto u₊ from the breakpoint there. The chord from the end to u = 0 lies
    above f, so that what is returned is never beyond the true point.
    """
    rest = ray.logits.scatter(1, ray.top[:, None], -math.inf)
    start = torch.logsumexp(rest, 1)  # f(0): −δ where c has more than 1/2
    found = []
    for sign, u in zip((-1.0, 1.0), breakpoints(ray).abs().T, strict=True):
        slopes = sign * ray.slopes
        never, u = u.isinf(), torch.where(u.isinf(), 0.0, u)
        for _ in range(NEWTON_STEPS):
            terms = torch.addcmul(rest, slopes, u[:, None])
            excess = torch.logsumexp(terms, 1)
            slope = (torch.softmax(terms, 1) * slopes).sum(1)
            u = torch.where(slope > 0, u - excess.clamp(min=0) / slope, u).clamp(min=0)
        excess = torch.logsumexp(torch.addcmul(rest, slopes, u[:, None]), 1).clamp(min=0)
        u = u * (start / (start - excess))
        found.append(sign * torch.where(start >= 0, 0.0, torch.where(never, math.inf, u)))
    return torch.stack(found, 1)
