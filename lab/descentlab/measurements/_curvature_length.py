"""How far along a step the loss's own quadratic is below where it began."""

from __future__ import annotations

import math

from torch import Tensor


def curvature_length(gradient: Tensor, step: Tensor, curvature: float) -> float:
    """t_c = −2∇Lᵀv/vᵀHv, where t∇Lᵀv + ½t²vᵀHv is back at 0, v = p/‖p‖; NaN where there is none.

    A distance in weight space, as the radii are; along the gradient it is 2/(vᵀHv) times ‖∇L‖, so
    that a gradient step stays within it while η < 2/(vᵀHv). `curvature` is vᵀHv.
    """
    slope = float(gradient.double() @ (step.double() / step.double().norm()))
    return -2 * slope / curvature if slope < 0 < curvature else math.nan
