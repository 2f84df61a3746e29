"""Square roots and logarithms continued along the paths of a pass, not cut."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch
from torch import Tensor

if TYPE_CHECKING:
    from ..complex_pass import ComplexPass


def square_root(passing: ComplexPass, q: Tensor) -> Tensor:
    """√q of each row: principal at a path's first point, without a jump along it."""
    root = torch.sqrt(q)
    if passing.steps == 1:
        return root
    path = root.unflatten(0, (-1, passing.steps))
    # the principal root jumps to the other where q crosses the negative axis
    jump = (path[:, 1:] * path[:, :-1].conj()).real < 0
    sign = torch.where(jump, -1.0, 1.0).to(path.real).cumprod(1)
    return torch.cat([path[:, :1], path[:, 1:] * sign], 1).flatten(0, 1)


def without_jumps(passing: ComplexPass, logarithm: Tensor) -> Tensor:
    """Any branch of a logarithm of each row, moved by multiples of 2πi so that its imaginary part
    changes by less than π from one point of a path to the next."""
    if passing.steps == 1:
        return logarithm
    path = logarithm.unflatten(0, (-1, passing.steps))
    turns = torch.round(path.imag.diff(dim=1) / (2 * math.pi)).cumsum(1)
    moved = path.imag[:, 1:] - 2 * math.pi * turns
    imaginary = torch.cat([path.imag[:, :1], moved], 1)
    return torch.complex(path.real, imaginary).flatten(0, 1)


def log_cosh(x: Tensor) -> Tensor:
    """log cosh x of a complex x, modulo 2πi, without overflow."""
    x = torch.where(x.real < 0, -x, x)  # even
    return x + torch.log1p(torch.exp(-2 * x)) - math.log(2)


def log_one_plus_exp(x: Tensor) -> Tensor:
    """log(1 + eˣ) of a complex x, modulo 2πi, without overflow."""
    right = x.real > 0
    small = torch.log1p(torch.exp(torch.where(right, -x, x)))
    return torch.where(right, x + small, small)
