"""Convex functions of one number whose slope is bounded by one: value, slope and curvature."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

Scalar = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class BoundedSlope:
    """φ, φ' and φ'', entry by entry; |φ'| ≤ 1 and 0 ≤ φ'' ≤ 1."""

    value: Scalar
    slope: Scalar
    curvature: Scalar


def _root(r: Tensor) -> Tensor:
    return (1 + r * r).sqrt()


def _log_cosh(r: Tensor) -> Tensor:
    return r.abs() + functional.softplus(-2 * r.abs()) - torch.log(torch.tensor(2.0, dtype=r.dtype))


PSEUDO_HUBER = BoundedSlope(
    lambda r: _root(r) - 1, lambda r: r / _root(r), lambda r: _root(r) ** -3
)
LOG_COSH = BoundedSlope(_log_cosh, torch.tanh, lambda r: 1 - torch.tanh(r) ** 2)
#: Huber's: a parabola up to |r| = 1, straight lines beyond; its curvature jumps there.
HUBER = BoundedSlope(
    lambda r: torch.where(r.abs() < 1, r * r / 2, r.abs() - 0.5),
    lambda r: r.clamp(-1, 1),
    lambda r: (r.abs() < 1).to(r.dtype),
)
LOGISTIC = BoundedSlope(
    lambda r: functional.softplus(-r),
    lambda r: -torch.sigmoid(-r),
    lambda r: torch.sigmoid(r) * torch.sigmoid(-r),
)
