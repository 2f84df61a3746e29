"""The bound from the spread of the slopes alone."""

import math

import torch
from torch import Tensor

from .ray import Ray


def spread_radius(ray: Ray) -> Tensor:
    """ρ_a = π/Δ_a of each example [n], ∞ where all slopes are equal, NaN where any is not finite.

    A lower bound on the distance to the nearest zero of F(t) = Σ_k exp(z_k + a_k t): within
    |Im t| < π/Δ_a all terms lie in an open half plane and cannot cancel (Sao, 2026, Theorem 4.6).
    It costs one Jacobian-vector product. The radius of a batch is the minimum over its examples.
    """
    known = (ray.logits.isfinite() & ray.slopes.isfinite()).all(1)
    return torch.where(known, math.pi / ray.spread, math.nan)
