"""All ghosts of one example in a window, for drawing them."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from ..errors import DescentError
from .characteristic import Characteristic
from .one import logits_and_slopes_of_one
from .ray import Ray
from .zero_search import Box, search


@dataclass(frozen=True)
class Zeros:
    """Zeros of F in the upper half plane, the nearest to 0 first."""

    zeros: Tensor  # [m] complex128, in units of t
    complete: bool  # whether the argument principle counts no others in the window


def zeros(ray: Ray, window: float | tuple[float, float, float]) -> Zeros:
    """The zeros t = u + iy of F(t) = Σ_k exp(z_k + a_k t) in a window of the upper half plane.

    They come in conjugate pairs and none is real. Newton's method from the minima of |φ| on a grid
    (an analytic function has no others than its zeros), then a count along the window's border
    that is certified by a Lipschitz bound; where the two differ the grid is refined, and if they
    still differ (a multiple zero, more zeros than can be looked for) `complete` is False.

    Args:
        ray: of one example.
        window: (u0, u1, y1) for u0 ≤ u ≤ u1, 0 < y ≤ y1; or R > 0 for (−R, R, R).

    Returns:
        Zeros; without any where all slopes are equal, and incomplete where logits or slopes are not
        finite.

    Raises:
        DescentError: if the ray holds more than one example or the window is empty.
    """
    logits, slopes = logits_and_slopes_of_one(ray)
    left, right, top = (-window, window, window) if isinstance(window, int | float) else window
    if not (-math.inf < left < right < math.inf and 0 < top < math.inf):
        raise DescentError(
            f"zeros expects a finite window u0 < u1, y1 > 0 or a radius above 0, found {window}."
        )
    nothing = torch.empty(0, dtype=torch.complex128, device=logits.device)
    half = float(ray.spread[0]) / 2
    if not bool(logits.isfinite().all()) or not half < math.inf:
        return Zeros(nothing, complete=False)
    if half == 0:
        return Zeros(nothing, complete=True)
    middle = (slopes.amax() + slopes.amin()) / 2
    f = Characteristic(logits - logits.amax(), ((slopes - middle) / half).clamp(-1, 1))
    found, complete = search(f, Box(left * half, right * half, 0.0, top * half))
    found = found[found.abs().argsort()] / half
    inside = (found.real >= left) & (found.real <= right) & (found.imag <= top)
    return Zeros(found[inside], complete)
