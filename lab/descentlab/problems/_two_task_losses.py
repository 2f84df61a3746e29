"""The two-task toys of the literature: two losses over a plane, with gradients in closed form."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import torch
from torch import Tensor

#: Where the published logarithms are cut off: a ravine is flat at its very bottom.
FLOOR = 5e-6

OFFSET, SIGN = torch.tensor([-3.5, 3.5]), torch.tensor([1.0, -1.0])
PCGRAD_OFFSET, PCGRAD_WEIGHT = torch.tensor([0.0, 2.0]), torch.tensor([20.0, 25.0])

#: Losses [..., 2] and their gradients [..., 2, 2], a row a task, at places [..., 2].
Losses = Callable[[Tensor], tuple[Tensor, Tensor]]


def cagrad(place: Tensor) -> tuple[Tensor, Tensor]:
    """fᵢ = c₁rᵢ + c₂qᵢ at θ = (x, y): ravines above y = 0, bowls below (Liu et al., 2021).

    r₁ = log max(|½(−x−7) + tanh y|, ε) + 6,  r₂ = log max(|½(−x+3) − tanh y + 2|, ε) + 6,
    qᵢ = ((x ∓ 7)² + 0.1(y + 8)²)/10 − 20,  c₁ = tanh(y/2)₊,  c₂ = tanh(−y/2)₊,  ε = 5e-6.
    """
    offset, sign = OFFSET.to(place), SIGN.to(place)
    x, y = place[..., :1], place[..., 1:]
    steep, half = torch.tanh(y), torch.tanh(y / 2)
    ravine, slope = _log(torch.addcmul(torch.sub(offset, x, alpha=0.5), steep, sign))
    ravine = ravine + 6
    away, height = torch.sub(x, sign, alpha=7), y + 8
    bowl = 0.1 * away.square() + (0.01 * height.square() - 20)
    # at y = 0, where a published start lies, both slopes count, as automatic differentiation has it
    upper, lower = half.clamp(min=0), (-half).clamp(min=0)
    turn = 0.5 - 0.5 * half.square()
    across = turn * ((y >= 0) * ravine - (y <= 0) * bowl)
    along_x = upper * (-0.5 * slope) + lower * (0.2 * away)
    along_y = (upper * (1 - steep.square())) * (slope * sign) + (lower * 0.02 * height + across)
    return upper * ravine + lower * bowl, torch.stack([along_x, along_y], -1)


def pcgrad(place: Tensor) -> tuple[Tensor, Tensor]:
    """f₁ = 20 log max(|½x + tanh y|, ε), f₂ = 25 log max(|½x − tanh y + 2|, ε).

    Of Yu et al. (2020), there with the start (0.5, −3).
    """
    offset, sign, weight = PCGRAD_OFFSET.to(place), SIGN.to(place), PCGRAD_WEIGHT.to(place)
    x, y = place[..., :1], place[..., 1:]
    steep = torch.tanh(y)
    ravine, slope = _log(torch.addcmul(torch.add(offset, x, alpha=0.5), steep, sign))
    slope = weight * slope
    return weight * ravine, torch.stack([0.5 * slope, slope * sign * (1 - steep.square())], -1)


@cache
def cagrad_front(count: int) -> Tensor:
    """The Pareto set [count, 2] of `cagrad`, from the second task's minimum to the first's.

    Between the bowls' centres, −7 ≤ x ≤ 7: at each x the y at which the two gradients are
    parallel, det J = 0, by bisection. Scaling a loss does not move it.
    """
    x = torch.linspace(-7.0, 7.0, count, dtype=torch.float64)
    low, high = torch.full_like(x, -10.0), torch.full_like(x, -8.0)

    def orientation(y: Tensor) -> Tensor:
        return torch.linalg.det(cagrad(torch.stack([x, y], -1))[1]).sign()

    above = orientation(high)
    for _ in range(60):
        middle = (low + high) / 2
        beyond = orientation(middle) == above
        low, high = torch.where(beyond, low, middle), torch.where(beyond, middle, high)
    return torch.stack([x, (low + high) / 2], -1)


@cache
def pcgrad_front(count: int, top: float = 11.0) -> Tensor:
    """The Pareto set [count, 2] of `pcgrad`: both logarithms at their floors at once.

    On x = −2 both arguments are 1 − tanh y, at most ε from y = artanh(1 − ε) ≈ 6.45 on; the set is
    4ε wide there at most, and drawn as a line up to `top`.
    """
    start = float(torch.atanh(torch.tensor(1 - FLOOR, dtype=torch.float64)))
    y = torch.linspace(start + 1e-6, top, count, dtype=torch.float64)
    return torch.stack([torch.full_like(y, -2.0), y], -1)


def _log(argument: Tensor) -> tuple[Tensor, Tensor]:
    """log max(|u|, ε), and its slope by u, which is 0 at the floor."""
    size = argument.abs()
    return size.clamp(min=FLOOR).log(), torch.where(size >= FLOOR, argument.reciprocal(), 0.0)
