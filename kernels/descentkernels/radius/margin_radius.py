"""The bound from the margin and the spread of the slopes."""

import math

import torch
from torch import Tensor

from .ray import Ray


def margin_radius(ray: Ray) -> Tensor:
    """ρ_m = √((δ/G)² + (π/Δ_a)²) of each example [n], ∞ where all slopes are equal.

    With c the most likely class: δ = max(0, log p_c/(1 − p_c)), the log odds that a zero of
    F(t) = Σ_k exp(z_k + a_k t) has to overcome, and G = max_k |a_k − a_c|, the fastest they can
    fall. A lower bound on the distance to the nearest zero u + iy, since there the other classes
    cancel c's term, which needs p_c(u) ≤ 1/2 and so |u| ≥ δ/G, and since |y| ≥ π/Δ_a. It is never
    below ρ_a, and exact for two classes. Logits or slopes that are not finite give NaN.
    """
    spread = ray.spread
    top = ray.logits.argmax(1, keepdim=True)  # c [n, 1]
    gaps = ray.logits - ray.logits.gather(1, top)  # z − z_c [n, K]
    rest = gaps.scatter(1, top, -math.inf)
    odds = (-torch.logsumexp(rest, 1)).clamp(min=0)  # δ [n]
    fastest = (ray.slopes - ray.slopes.gather(1, top)).abs().amax(1)  # G [n]
    radius = torch.hypot(odds / fastest, math.pi / spread)
    radius = torch.where(spread == 0, math.inf, radius)
    finite = (ray.logits.isfinite() & ray.slopes.isfinite()).all(1)
    return torch.where(finite, radius, math.nan)
