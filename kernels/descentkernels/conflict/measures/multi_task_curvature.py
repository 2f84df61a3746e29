"""How much the loss bends along its own gradient, over the step taken."""

import math

from torch import Tensor

from ...errors import DescentError


def multi_task_curvature(before: Tensor, after: Tensor, step: float) -> Tensor:
    """∫₀¹ gᵀ∇²L(w − atg)g da = g·(g − g′)/t, where g′ = ∇L(w − tg).

    Yu et al. (2020) bound it from below where surgery pays off: large where a step of the summed
    gradient goes across a narrow valley. Along gradient descent it costs no Hessian product.

    Args:
        before: g [..., P].
        after: g′ [..., P].
        step: t.

    Returns:
        [...] float64.

    Raises:
        DescentError: t is no positive number.
    """
    if not (step > 0 and math.isfinite(step)):
        raise DescentError(f"expected a step t > 0, found {step}.")
    before = before.double()
    return (before * (before - after.double())).sum(-1) / step
