"""Interpolation of a smooth function of one variable from Chebyshev points."""

import math

import torch
from torch import Tensor


def chebyshev_points(count: int) -> Tensor:
    """[count] float64 points −cos(πj/(count − 1)) in [−1, 1], ascending, ends included."""
    j = torch.arange(count, dtype=torch.float64)
    return -torch.cos(math.pi * j / (count - 1))


def interpolation_matrix(count: int, at: Tensor) -> Tensor:
    """[m, count]: values at the points -> the polynomial through them at `at` [m].

    Barycentric formula of the second kind, weights (−1)ʲ, halved at the ends (Salzer, 1972;
    Berrut & Trefethen, 2004). Stable for every count.
    """
    points = chebyshev_points(count)
    weights = torch.ones(count, dtype=torch.float64)
    weights[1::2] = -1
    weights[0] /= 2
    weights[-1] /= 2
    gaps = at.double()[:, None] - points
    hit = gaps.abs() < 1e-14
    terms = weights / torch.where(hit, 1.0, gaps)
    matrix = terms / terms.sum(1, keepdim=True)
    return torch.where(hit.any(1, keepdim=True), hit.double(), matrix)


def coefficients(values: Tensor) -> Tensor:
    """Chebyshev coefficients along both axes of values [n, m] at a tensor grid of points."""
    rows, columns = (_transform(n) for n in values.shape)
    return rows @ values @ columns.T


def _transform(count: int) -> Tensor:
    j = torch.arange(count, dtype=torch.float64)
    # T_i at the points: cos(i·arccos(x)); inverted rather than summed, as count is small
    basis = torch.cos(torch.outer(torch.acos(chebyshev_points(count).clamp(-1, 1)), j))
    return torch.linalg.inv(basis)
