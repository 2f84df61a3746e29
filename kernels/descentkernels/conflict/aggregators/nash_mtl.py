"""Nash-MTL: the update that the tasks, bargaining, would agree on."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from ...errors import DescentError
from ..solvers.bargaining import bargained
from ..solvers.unit_rows import NOTHING, Array, UnitRows, hosted
from .base import Weighting


@dataclass(frozen=True)
class NashMTL(Weighting):
    """d ∝ Jᵀα with Gα = 1/α, α > 0: the direction of the largest Π gᵢ·d.

    Scaled as by its authors' program: α solves the equation of G/‖G‖, and d is then cut to at most
    `nash_max_norm` (0 for no cut), so that far from an optimum all updates are that long. No
    direction of d depends on the gradients' lengths. A zero gradient takes no part; where a convex
    combination of the others is 0 there is no agreement and d = 0.
    `solvers.bargaining_residual` certifies α, up to that scale.
    """

    nash_max_norm: float = 1.0

    title = "Nash-MTL"
    source = "Navon et al., 2022"
    promises = frozenset({"non_conflicting", "equivariant"})

    def __post_init__(self) -> None:
        if not self.nash_max_norm >= 0:
            raise DescentError(
                f"nash_max_norm: expected a number of at least 0; found {self.nash_max_norm}."
            )

    def weights(self, gramian: Tensor, *, generator: torch.Generator | None = None) -> Tensor:
        return _weights(gramian, longest=self.nash_max_norm)


def _two(a: Array, b: Array, c: Array, *, longest: float) -> tuple[Array, Array]:
    """αᵢ‖gᵢ‖ = 1/√(1 + cosine) for both."""
    first, second = np.sqrt(a), np.sqrt(c)
    alone = (a == 0) | (c == 0)
    product = np.where(alone, 1.0, first * second)
    agreement = 1 + np.where(alone, 0.0, b / product)
    possible = agreement > NOTHING**2
    norm = np.sqrt(np.sqrt(a * a + 2 * b * b + c * c))  # √‖G‖
    if longest > 0:  # ‖d‖² is ‖G‖ times the number of tasks
        norm = np.minimum(norm, longest / np.where(alone, 1.0, math.sqrt(2)))
    beta = np.where(possible, norm / np.sqrt(np.where(possible, agreement, 1.0)), 0.0)
    return tuple(np.where(x > 0, beta / np.where(x > 0, x, 1.0), 0.0) for x in (first, second))


@hosted(two=_two)
def _weights(gramian: Array, *, longest: float) -> Array:
    rows = UnitRows.of(gramian)
    beta = bargained(rows)
    lengths = np.where(rows.zero, 0.0, rows.lengths)
    # √‖G‖, by the cosines: squares of squares of lengths do not overflow so
    largest = np.where(rows.zero.all(-1), 1.0, lengths.max(-1))
    relative = (lengths / largest[:, None]) ** 2
    squared = rows.cosines * rows.cosines
    norm = largest * (relative[:, None] @ squared @ relative[:, :, None])[:, 0, 0] ** 0.25
    long = norm * np.sqrt((beta > 0).sum(-1))  # ‖d‖, since αᵀGα is the number of tasks
    if longest > 0:
        norm = norm * np.minimum(1, longest / np.where(long > 0, long, longest))
    return rows.told(beta * norm[:, None] / rows.lengths)


aggregator = NashMTL()
