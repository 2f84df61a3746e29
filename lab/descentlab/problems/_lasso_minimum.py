"""Where the lasso is least, by coordinate descent."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor


def minimum(quadratic: Tensor, linear: Tensor, penalty: float, rounding: float) -> Tensor:
    """argmin ½ xᵀQx − cᵀx + λ Σ h(x), h = |x|, or √(x² + δ²) − δ with δ = `rounding` > 0.

    One coordinate at a time is minimised exactly: soft thresholding for the kink (Friedman et al.,
    2007), Newton's method on the monotone derivative, kept between brackets, for the rounded one.
    Sweeps end when none moves by more than 1e-13 of the largest, or after 2 000.

    Args:
        quadratic: Q [d, d] symmetric positive semidefinite with a positive diagonal.
        linear: c [d].
        penalty: λ ≥ 0.
        rounding: δ, 0 for the kink.

    Returns:
        [d]; one of the minimisers if there are several.
    """
    rows, pull = quadratic.numpy(), linear.numpy().copy()  # numpy: small vectors, many times
    x = np.zeros_like(pull)
    for _ in range(2_000):
        moved = 0.0
        for i, row in enumerate(rows):
            target = float(pull[i] + row[i] * x[i])  # of (c − Qx)ᵢ without xᵢ's own part
            step = _coordinate(float(row[i]), target, penalty, rounding) - float(x[i])
            if step:
                x[i] += step
                pull -= step * row
                moved = max(moved, abs(step))
        if moved <= 1e-13 * max(1.0, np.abs(x).max()):
            break
    return torch.as_tensor(x)


def _coordinate(curvature: float, target: float, penalty: float, rounding: float) -> float:
    """argmin ½ q x² − t x + λ h(x) for q > 0."""
    size = abs(target)
    if not rounding:
        best = max(size - penalty, 0.0) / curvature
    else:
        low, high = 0.0, size / curvature
        best = max(size - penalty, 0.0) / curvature
        for _ in range(100):
            root = (best * best + rounding * rounding) ** 0.5
            slope = curvature * best - size + penalty * best / root
            low, high = (best, high) if slope < 0 else (low, best)
            next_ = best - slope / (curvature + penalty * rounding**2 / root**3)
            next_ = next_ if low <= next_ <= high else (low + high) / 2
            if abs(next_ - best) <= 1e-16 * high:
                break
            best = next_
    return best if target > 0 else -best
