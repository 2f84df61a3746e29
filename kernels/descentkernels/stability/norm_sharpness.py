"""Sharpness in the norm that an optimizer descends in."""

from dataclasses import dataclass

import torch
from torch import Tensor

from ..curvature.operator import Product
from ..errors import DescentError
from .norm import Norm


@dataclass(frozen=True)
class NormSharpness:
    """What the search found: a lower bound of S, attained by `direction`."""

    value: float  # dᵀHd of the best direction
    direction: Tensor  # [P], ‖d‖ ≤ 1
    values: (
        Tensor  # [s] float64, where each start ended: their spread tells how rough the search is
    )
    gap: float  # ‖Hd‖_* − dᵀHd of the best, relative to |dᵀHd|: zero at a stationary direction
    products: int


def norm_sharpness(
    hvp: Product,
    norm: Norm,
    starts: Tensor,
    *,
    tol: float = 1e-6,
    max_rounds: int = 100,
) -> NormSharpness:
    """S = max over ‖d‖ ≤ 1 of dᵀHd (Islamov et al., 2026), from below.

    From each start: d ← d + t(oracle(Hd) − d), t in [0, 1] where dᵀHd is greatest (Frank & Wolfe,
    1956). dᵀHd never falls. Where H is positive semidefinite t = 1: a power method. The search ends
    in local maxima: for the maximum norm S is a max-cut problem, NP-hard, so that more starts can
    only help. Good ones: the present step, the top eigenvectors, the last direction found, and some
    random vectors.

    What S means for η on a quadratic, exactly: with w⁺ = w − η‖g‖_* oracle(g) the loss falls in
    every step while η < 2/S; for η > 2/S it grows from w = d, which is multiplied by 1 − ηS in each
    step. Without the factor ‖g‖_* put `effective_lr` in place of η.

    Args:
        hvp: v -> Hv, of a Linearization; a product for each start and round.
        norm: of the optimizer.
        starts: [s, P], of any length; zero or non-finite rows are left out.
        tol: a start is finished when the gap is below.
        max_rounds: when to stop.

    Returns:
        NormSharpness; NaN if a product is not finite. Negative only where every direction met has
        negative curvature (the ball's centre has zero).

    Raises:
        DescentError: if starts is not [s, P] or none is left.
    """
    if starts.ndim != 2:
        raise DescentError(f"expected starts [s, P], found {list(starts.shape)}.")
    starts = starts.detach()
    starts = starts[torch.isfinite(starts).all(1) & (starts.abs().amax(1) > 0)]
    if not len(starts):
        raise DescentError("expected a start that is finite and not zero, found none.")
    d = norm.oracle(starts)
    image = hvp(d)
    spent = len(d)
    for _ in range(max_rounds):
        value = _dot(d, image)
        away = norm.oracle(image) - d
        slope = _dot(away, image)
        on = slope > tol * value.abs()
        if not bool(on.any()):
            break
        moved = hvp(away[on])
        spent += len(moved)
        bend = _dot(away[on], moved)
        # the maximum of slope·t + ½ bend·t² over [0, 1]
        t = torch.where(bend < 0, (slope[on] / -bend).clamp(max=1.0), 1.0)[:, None].to(d)
        d[on], image[on] = d[on] + t * away[on], image[on] + t * moved
    image = hvp(d)  # what was added up carries rounding
    values = _dot(d, image)
    best = int(values.argmax())
    value = values[best].item()
    gap = (norm.dual(image[best : best + 1])[0].item() - value) / max(abs(value), 1e-300)
    return NormSharpness(value, d[best].clone(), values, gap, spent + len(d))


def effective_lr(lr: float, dual_norm: float) -> float:
    """η/‖c‖_*: the learning rate of a step −η · oracle(c) on the scale of steepest descent.

    −η · oracle(c) = −(η/‖c‖_*) · ‖c‖_* oracle(c). With c the gradient: sign and spectral descent,
    with the threshold `gradient_descent(effective_lr(...))` = 2‖g‖_*/η. With a momentum in c the
    thresholds of `heavy_ball`, `nesterov` (Muon) and `interpolated_momentum` (Lion), at this
    learning rate, hold with equality on a quadratic swinging along the direction of S. That much is
    derived here; in other states they are not known to be necessary or sufficient. The step does
    not shrink with the gradient, so such an optimizer always ends in a swing, and the curvature at
    its edge depends on how large that is.

    Args:
        lr: η > 0.
        dual_norm: ‖c‖_*, as `Norm.dual` gives; zero gives ∞.

    Raises:
        DescentError: if lr is not positive or the norm negative.
    """
    if lr <= 0 or dual_norm < 0:
        raise DescentError(f"expected η > 0 and ‖c‖_* ≥ 0, found {lr} and {dual_norm}.")
    return lr / dual_norm if dual_norm else float("inf")


def _dot(a: Tensor, b: Tensor) -> Tensor:
    return (a.double() * b.double()).sum(1)
