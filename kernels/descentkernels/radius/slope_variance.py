"""How strongly the loss bends along the ray."""

import torch
from torch import Tensor

from .ray import Ray


def slope_variance(ray: Ray, u: Tensor) -> Tensor:
    """K''(u) = Var_{p(u)}[a], p(u) = softmax(z + u a), K = log F: the second derivative of each
    example's loss at w + u v, were its logits linear.

    Ghosts stand over its bumps: F has no zero within π/(2√K''(u)) above u where no class has more
    than half (cos s ≥ π/4 − s²/π), and seldom one much higher.

    Args:
        ray: of n examples.
        u: [m] float64 on the ray's device, of any sign.

    Returns:
        [n, m] float64.
    """
    logits, slopes = ray.logits[:, None], ray.slopes[:, None]
    weights = torch.softmax(logits + u[:, None] * slopes, 2)  # [n, m, K]
    deviations = slopes - (weights * slopes).sum(2, keepdim=True)
    return (weights * deviations.square()).sum(2)
