"""The poles of GELU's approximation by tanh."""

import math
from functools import cache

import numpy as np
import torch
from torch import Tensor

_COUNT = 4000  # poles in the first quadrant: as far as |h| = 60


def nearest_gelu_pole(h: Tensor) -> Tensor:
    """The h* with √(2/π)(h* + 0.044715 h*³) = iπ/2 + iπk nearest each real h: complex128.

    The one nearest the real axis has Im h* = 2.754…; far out they lie along ±30° from the axis, so
    that a pole is about |h|/2 away. Beyond |h| = 60 the last pole known here is given.
    """
    poles, bounds = (torch.from_numpy(each).to(h.device) for each in _columns())
    nearest = poles[torch.bucketize(h.abs(), bounds)]
    return torch.complex(nearest.real.copysign(h), nearest.imag)


@cache
def _columns() -> tuple[np.ndarray, np.ndarray]:
    """The pole of each k in the first quadrant, and the h between one and the next: each is nearest
    to a stretch of the real line, in order of k."""
    scale, cubic = math.sqrt(2 / math.pi), 0.044715
    target = 1j * math.pi * (np.arange(_COUNT) + 0.5) / scale
    h = (target / cubic) ** (1 / 3)  # the cube alone: at 30° from the axis
    for _ in range(50):  # Newton's method; 12 steps do
        h = h - (h + cubic * h**3 - target) / (1 + 3 * cubic * h**2)
    # |x − h*|² = x² − 2 x Re h* + |h*|²: where two of them are equal
    return h, np.diff(np.abs(h) ** 2) / (2 * np.diff(h.real))
