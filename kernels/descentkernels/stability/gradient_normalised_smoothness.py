"""How far along a step the gradient is what a linear model of it says."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from scipy.optimize import brentq
from torch import Tensor

from ..curvature.operator import Product
from ..errors import DescentError
from ..objective import Objective

# Shares of the radius at which the condition is held against the gradient as well: close to 0 for
# models that are wrong from the start, where the error grows slower than the distance.
_SHARES = (0.001, 0.2, 0.4, 0.6, 0.8)
# How many powers of e the search goes out or in from where it starts: a factor of 1e18.
_REACH = 41.0


@dataclass(frozen=True)
class GradientNormalisedSmoothness:
    """γ of one step, with the gradients that decided it."""

    radius: Tensor  # [] float64: γ; ∞ where the model is right as far as was looked, NaN unknown
    distances: Tensor  # [m] float64: the s > 0 at which a gradient was taken, ascending
    errors: Tensor  # [m] float64: ‖∇L(w + sv) − ∇L(w) − sHv‖/‖∇L(w)‖ there


def gradient_normalised_smoothness(
    objective: Objective,
    w: Tensor,
    direction: Tensor,
    hessian: Product | None,
    *,
    gradient: Tensor | None = None,
    start: float | None = None,
    tol: float = 0.01,
) -> GradientNormalisedSmoothness:
    """γ = max{γ ≥ 0 : ‖∇L(w + sv) − ∇L(w) − sHv‖ ≤ ‖∇L(w)‖ s/γ for all 0 < s ≤ γ}, v a unit vector.

    The Gradient-Normalized Smoothness of Semenov, Jaggi & Doikov (2025) asks this of all directions
    at once, and is at most what it is along the one that a step takes. Where the error grows faster
    than s, as it does beside the exact Hessian, γ is the distance at which the linear model of the
    gradient is wrong by as much as the gradient itself. It is a length in weight space, the same
    for L and for 100 L.

    With e(s) the error over ‖∇L(w)‖, a distance s speaks against every γ > max(s, s/e(s)). So a
    root of e = 1 is looked for by Brent's method in log s, and what it gives is held against e at
    five distances below it and where a parabola says that e(s)/s is largest, until they agree; an
    error that comes and goes between those is not seen. About a dozen gradients.

    Args:
        objective: any.
        w: [P].
        direction: [P] v before it is normalised.
        hessian: v -> Hv, the model: `linearize(w).hvp`, `curvature.gauss_newton(objective, w)`,
            `curvature.empirical_fisher(objective, w)`; None for H = 0, which leaves
            ‖∇L(w + sv) − ∇L(w)‖.
        gradient: [P] ∇L(w), if it is known.
        start: a length to begin with; by default ‖∇L‖/‖Hv‖, or 1 without a model.
        tol: relative accuracy of γ.

    Returns:
        γ = ∞ for a zero direction, and where the error stays below ‖∇L‖ out to 1e18 times the start
        (a quadratic with its own Hessian). NaN where ∇L(w) is zero or anything at w is not finite.

    Raises:
        DescentError: if w or the direction does not fit, or tol or start is not positive.
    """
    w, direction = objective.checked(w), objective.checked(direction)
    if not tol > 0 or not (start is None or start > 0):
        raise DescentError(f"expected tol > 0 and start > 0, found {tol} and {start}.")
    slope = objective.gradient(w) if gradient is None else gradient.detach().to(w)
    largest = direction.abs().max()
    # by the largest entry first: squares of tiny or huge ones leave the range of the dtype
    unit = direction / largest if largest > 0 else torch.zeros_like(direction)
    unit = unit / unit.norm() if largest > 0 else unit
    bend = torch.zeros_like(w) if hessian is None else hessian(unit[None])[0].to(w)
    slope, bend = slope.double(), bend.double()
    size, stiff = float(slope.norm()), float(bend.norm())
    if not 0 < size < math.inf or not math.isfinite(stiff) or not torch.isfinite(largest):
        return _result(w, math.nan, {})
    if largest == 0:
        return _result(w, math.inf, {})
    rounding = 16 * torch.finfo(w.dtype).eps
    seen: dict[float, float] = {}

    def error(s: float) -> float:
        """e(s), 0 where it is rounding and ∞ where the gradient is not finite; remembered."""
        if s not in seen:
            there = objective.gradient(w + s * unit).double()
            miss = float((there - slope - s * bend).norm())
            known = miss > rounding * (float(there.norm()) + size + s * stiff)
            seen[s] = miss / size if known else (0.0 if math.isfinite(miss) else math.inf)
        return seen[s]

    if start is None:
        start = size / stiff if stiff > 0 else 1.0
    radius = _crossing(error, start, tol)
    while 0 < radius < math.inf:
        for share in _SHARES:
            error(share * radius)
        for _ in range(2):
            error(_steepest(seen, radius))
        last, radius = radius, min([radius, *(max(s, s / e) for s, e in seen.items() if e > 0)])
        if radius >= last * (1 - tol):
            break
    return _result(w, radius, seen)


def _crossing(error: Callable[[float], float], start: float, tol: float) -> float:
    """Where the error passes one; ∞ or 0 where it does not within reach."""

    def height(x: float) -> float:
        return min(max(math.log(max(error(math.exp(x)), 1e-300)), -30.0), 30.0)

    begin = x = math.log(start)
    here, power = height(x), 2.0  # beside the exact Hessian the error goes as s²
    while abs(x - begin) <= _REACH:
        step = min(max(abs(here) / power + tol, 0.2), 7.0)
        next_x = x + step if here <= 0 else x - step
        there = height(next_x)
        if (there > 0) != (here > 0):
            return math.exp(brentq(height, min(x, next_x), max(x, next_x), xtol=tol))
        power = min(max((there - here) / (next_x - x), 0.5), 4.0)
        x, here = next_x, there
    return math.inf if here <= 0 else 0.0


def _steepest(seen: dict[float, float], radius: float) -> float:
    """Where e(s)/s is largest up to the radius, from a parabola through the three best points."""
    points = sorted(s for s in seen if s <= radius)
    slopes = [seen[s] / s for s in points]
    at = min(max(slopes.index(max(slopes)), 1), len(points) - 2)
    (a, b, c), (f, g, h) = points[at - 1 : at + 2], slopes[at - 1 : at + 2]
    left, right = (b - a) * (g - h), (b - c) * (g - f)
    if not math.isfinite(left - right) or left == right:
        return b
    vertex = b - 0.5 * ((b - a) * left - (b - c) * right) / (left - right)
    return min(max(vertex, a), c)


def _result(w: Tensor, radius: float, seen: dict[float, float]) -> GradientNormalisedSmoothness:
    def told(values: float | list[float]) -> Tensor:
        return torch.tensor(values, dtype=torch.float64, device=w.device)

    distances = sorted(seen)
    errors = [seen[s] for s in distances]
    return GradientNormalisedSmoothness(told(radius), told(distances), told(errors))
