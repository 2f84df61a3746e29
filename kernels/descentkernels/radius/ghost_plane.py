"""The plane of complex step lengths, in which the ghosts of one example stand."""

import torch
from torch import Tensor

from .one import logits_and_slopes_of_one
from .ray import Ray


def ghost_plane(ray: Ray, u: Tensor, y: Tensor) -> Tensor:
    """|φ(u + iy)|, φ(u + iy) = F(u + iy)/F(u) = Σ_k p_k(u) e^{i a_k y}, p(u) = softmax(z + u a).

    φ(u + i·) is the characteristic function of the slopes under softmax(z + u a): 1 on the real
    line, at most 1 everywhere, 0 at the ghosts. On a grid it is a product of rank K, exact to
    about 1e-15.

    Args:
        ray: of one example.
        u: [nx] real parts, along the step; y: [ny] imaginary parts; float64 on the ray's device.

    Returns:
        [ny, nx] float64; NaN where logits or slopes are not finite.

    Raises:
        DescentError: if the ray holds more than one example.
    """
    logits, slopes = logits_and_slopes_of_one(ray)
    return characteristic_modulus(logits, slopes, u, y)


def characteristic_modulus(logits: Tensor, slopes: Tensor, u: Tensor, y: Tensor) -> Tensor:
    """As `ghost_plane`, of z [K] and a [K]."""
    weights = torch.softmax(logits[:, None] + slopes[:, None] * u, 0)  # [K, nx]
    # |φ| stays the same with all slopes shifted; small phases keep the most digits
    phases = y[:, None] * (slopes - (slopes.amax() + slopes.amin()) / 2)  # [ny, K]
    real, imaginary = phases.cos() @ weights, phases.sin() @ weights
    return real.square_().addcmul_(imaginary, imaginary).sqrt_()
