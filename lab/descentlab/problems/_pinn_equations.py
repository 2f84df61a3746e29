"""Differential equations with a solution that is known, and what a network is asked to fulfil."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Term:
    """A mean of squares (1/n) Σ (Σ_s C_s j_s + κu³ − target)² over some points, of one task."""

    task: int
    points: slice
    streams: tuple[float, ...]  # C of u, ∂₁u, ..., ∂_D u, Δ_c u
    target: Tensor  # [n]
    cubic: float = 0.0  # κ


@dataclass(frozen=True)
class Equation:
    """A boundary value problem; each task has points of its own, one after another."""

    coefficients: tuple[float, ...]  # c of Δ_c = Σ c_d ∂_d²
    solution: Callable[[Tensor], Tensor]  # [n, D] -> [n]
    points: Tensor  # [N, D] of all tasks
    tasks: tuple[str, ...]
    groups: tuple[slice, ...]  # each task's points
    terms: tuple[Term, ...]
    low: tuple[float, ...]  # the box the solution lives in
    high: tuple[float, ...]

    def grid(self, count: int) -> Tensor:
        """`count` evenly spaced points an axis, ends included: [count^D, D], last axis fastest."""
        return _product(
            torch.linspace(a, b, count, dtype=torch.float64)
            for a, b in zip(self.low, self.high, strict=True)
        )


def helmholtz(wavenumbers: tuple[float, ...], per_axis: int, k: float = 1.0) -> Equation:
    """Δu + k²u = q on [−1, 1]^D, u = Π sin(a_d π x_d) on the boundary and, by q, inside.

    Wang, Teng & Perdikaris (2021) take D = 2, a = (1, 4), k = 1. D is 1 or 2; `per_axis` points an
    axis for the residual, and as many on each side for the boundary where D = 2.
    """
    dim = len(wavenumbers)
    a = math.pi * torch.tensor(wavenumbers, dtype=torch.float64)

    def solution(x: Tensor) -> Tensor:
        return torch.sin(a * x).prod(1)

    inside = _product([_interior(-1.0, 1.0, per_axis)] * dim)
    if dim == 1:
        edge = torch.tensor([[-1.0], [1.0]], dtype=torch.float64)
    else:
        edge = _sides(-1.0, 1.0, per_axis)
    force = (k**2 - a.square().sum()) * solution(inside)
    points, (residual, boundary) = _joined(inside, edge)
    return Equation(
        (1.0,) * dim,
        solution,
        points,
        ("residual", "boundary"),
        (residual, boundary),
        (
            Term(0, residual, (k**2, *(0.0,) * dim, 1.0), force),
            Term(1, boundary, (1.0, *(0.0,) * dim, 0.0), solution(edge)),
        ),
        (-1.0,) * dim,
        (1.0,) * dim,
    )


def klein_gordon(wavenumber: float, per_axis: int) -> Equation:
    """u_tt − u_xx + u³ = f on (x, t) ∈ [0, 1]², u = x cos(aπt) + (xt)³ (Wang et al. 2021: a = 5).

    Three tasks: the residual, the sides x = 0 and x = 1, and at t = 0 both u = x and u_t = 0.
    """
    a = math.pi * wavenumber

    def solution(points: Tensor) -> Tensor:
        x, t = points.unbind(1)
        return x * torch.cos(a * t) + (x * t) ** 3

    inside = _product([_interior(0.0, 1.0, per_axis)] * 2)
    x, t = inside.unbind(1)
    force = -(a**2) * x * torch.cos(a * t) + 6 * x**3 * t - 6 * x * t**3 + solution(inside) ** 3
    along = torch.linspace(0.0, 1.0, per_axis, dtype=torch.float64)
    zero, one = torch.zeros_like(along), torch.ones_like(along)
    edge = torch.cat((torch.stack((zero, along), 1), torch.stack((one, along), 1)))
    first = torch.stack((along, zero), 1)
    points, (residual, boundary, initial) = _joined(inside, edge, first)
    return Equation(
        (-1.0, 1.0),
        solution,
        points,
        ("residual", "boundary", "initial"),
        (residual, boundary, initial),
        (
            Term(0, residual, (0.0, 0.0, 0.0, 1.0), force, cubic=1.0),
            Term(1, boundary, (1.0, 0.0, 0.0, 0.0), solution(edge)),
            Term(2, initial, (1.0, 0.0, 0.0, 0.0), along),
            Term(2, initial, (0.0, 0.0, 1.0, 0.0), zero),
        ),
        (0.0, 0.0),
        (1.0, 1.0),
    )


def _interior(low: float, high: float, count: int) -> Tensor:
    """`count` evenly spaced points between the ends, without them."""
    return torch.linspace(low, high, count + 2, dtype=torch.float64)[1:-1]


def _product(axes) -> Tensor:
    """All points [n, D] of a grid with these axes."""
    return torch.stack([m.flatten() for m in torch.meshgrid(*axes, indexing="ij")], 1)


def _sides(low: float, high: float, count: int) -> Tensor:
    """`count` points on each side of a square, [4 count, 2]."""
    along = torch.linspace(low, high, count, dtype=torch.float64)
    ends = (torch.full_like(along, low), torch.full_like(along, high))
    return torch.cat([torch.stack(p, 1) for e in ends for p in ((e, along), (along, e))])


def _joined(*groups: Tensor) -> tuple[Tensor, tuple[slice, ...]]:
    """All points after one another, and where each group's are."""
    slices, start = [], 0
    for group in groups:
        slices.append(slice(start, start + len(group)))
        start += len(group)
    return torch.cat(groups), tuple(slices)
