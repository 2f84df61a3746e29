"""A stabilised explicit Runge–Kutta method: many cheap stages for one long stiff step."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import acosh, ceil, cosh, sinh, sqrt
from typing import NamedTuple

from torch import Tensor

_DAMPING = 2 / 13  # of Sommeijer, Shampine & Verwer: the stability region keeps off the real axis


class Stage(NamedTuple):
    """Y_j = (1 − μ − ν)Y₀ + μY_{j−1} + νY_{j−2} + h(μ̃F_{j−1} + γ̃F₀), at time c."""

    mu: float
    nu: float
    mu_tilde: float
    gamma_tilde: float
    time: float


@dataclass(frozen=True)
class Step:
    """One step and what it says about itself."""

    y: Tensor  # [n] at the end
    rate: Tensor  # [n] F there, the next step's first
    error: Tensor  # [n] estimated, of third order
    evaluations: int  # of F


def stages_for(reach: float) -> int:
    """The fewest stages that are stable for h·ρ = reach: 0.653 (s² − 1) ≥ reach, s ≥ 2."""
    return max(2, ceil(sqrt(1 + 1.54 * max(reach, 0.0))))


@lru_cache(maxsize=64)
def coefficients(stages: int) -> tuple[float, tuple[Stage, ...]]:
    """c₁ = μ̃₁ and stages 2 … s of the method RKC2 (Verwer, 1996; Sommeijer & Verwer, 1980).

    T_j are Chebyshev polynomials at w₀ = 1 + ε/s², w₁ = T_s'(w₀)/T_s''(w₀),
    b_j = T_j''/T_j'², b₀ = b₁ = b₂, a_j = 1 − b_jT_j.
    """
    w0 = 1 + _DAMPING / stages**2
    t, first, second = _chebyshev(stages, w0)
    w1 = first[-1] / second[-1]
    b = [second[j] / first[j] ** 2 if j > 1 else 0.0 for j in range(stages + 1)]
    b[0] = b[1] = b[2]
    a = [1 - b[j] * t[j] for j in range(stages + 1)]
    out = []
    for j in range(2, stages + 1):
        mu_tilde = 2 * b[j] * w1 / b[j - 1]
        out.append(
            Stage(
                mu=2 * b[j] * w0 / b[j - 1],
                nu=-b[j] / b[j - 2],
                mu_tilde=mu_tilde,
                gamma_tilde=-a[j - 1] * mu_tilde,
                time=w1 * second[j] / first[j],
            )
        )
    return b[1] * w1, tuple(out)


def chebyshev_step(
    rate: Callable[[float, Tensor], Tensor], y: Tensor, first: Tensor, h: float, stages: int
) -> Step:
    """One step of RKC2: second order, stable for real spectra in [−0.653 (s² − 1), 0]/h.

    The error is that of Sommeijer, Shampine & Verwer (1998): 0.8(y_n − y_{n+1}) + 0.4h(F_n +
    F_{n+1}).

    Args:
        rate: (time since y, in h; [n]) -> F [n].
        y: [n].
        first: F at y.
        h: length.
        stages: s ≥ 2.
    """
    start, stage_list = coefficients(stages)
    before, at, time = y, y + h * start * first, start
    for s in stage_list:
        force = rate(time, at)
        ahead = (1 - s.mu - s.nu) * y + s.mu * at + s.nu * before
        ahead = ahead + h * (s.mu_tilde * force + s.gamma_tilde * first)
        before, at, time = at, ahead, s.time
    last = rate(1.0, at)
    error = 0.8 * (y - at) + 0.4 * h * (first + last)
    return Step(at, last, error, stages)


def _chebyshev(order: int, x: float) -> tuple[list[float], list[float], list[float]]:
    """T_j(x), T_j'(x), T_j''(x) for j = 0 … order, x > 1."""
    u = acosh(x)
    s2 = x * x - 1
    value = [cosh(j * u) for j in range(order + 1)]
    first = [j * sinh(j * u) / sqrt(s2) for j in range(order + 1)]
    # (1 − x²)T'' − xT' + j²T = 0
    second = [(j * j * t - x * d) / s2 for j, (t, d) in enumerate(zip(value, first, strict=True))]
    return value, first, second
