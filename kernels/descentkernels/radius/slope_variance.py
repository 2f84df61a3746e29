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
    slopes = ray.slopes[:, :, None]
    # classes in the middle: sums over the last dimension cannot be vectorised over lengths
    weights = torch.softmax(ray.logits[:, :, None] + slopes * u, 1)  # [n, K, m]
    deviations = slopes - torch.bmm(ray.slopes[:, None], weights)
    return deviations.square_().mul_(weights).sum(1)
