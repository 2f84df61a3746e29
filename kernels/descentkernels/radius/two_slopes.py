"""Rays whose slopes take only two values: their zeros are known."""

import math

import torch
from torch import Tensor

from .ray import Ray


def has_two_slopes(ray: Ray) -> Tensor:
    """Whether every slope is the least or the greatest, and these differ [n]."""
    least, greatest = ray.slopes.amin(1, keepdim=True), ray.slopes.amax(1, keepdim=True)
    either = (ray.slopes == least) | (ray.slopes == greatest)
    return either.all(1) & (least < greatest)[:, 0]


def two_slope_zero(ray: Ray) -> Tensor:
    """The nearest zero (δ + iπ)/Δ_a [n] of rays with two slopes.

    δ is the log of the sum of exp z over the least slope, over the same for the greatest. With two
    classes its modulus is √(δ² + π²)/Δ_a.
    """
    logits = ray.logits - ray.logits.amax(1, keepdim=True)
    low = ray.slopes == ray.slopes.amin(1, keepdim=True)
    lower, upper = (
        torch.logsumexp(torch.where(part, logits, -math.inf), 1) for part in (low, ~low)
    )
    delta = lower - upper
    return torch.complex(delta, torch.full_like(delta, math.pi)) / ray.spread
