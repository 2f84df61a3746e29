"""DualProj: the mean gradient, projected so that it conflicts with none."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from ..solvers.nonnegative import cone_multipliers
from ..solvers.unit_rows import Array, UnitRows, hosted
from .base import Weighting


class DualProj(Weighting):
    """d = the vector of {d: Jd ≥ 0} nearest to the mean gradient.

    It is 0 exactly where the gradients add up to 0 with weights that are all positive. A zero
    gradient is no constraint. `solvers.cone_projection_residual` certifies an answer.
    """

    title = "DualProj"
    source = "Lopez-Paz and Ranzato, 2017"
    promises = frozenset({"non_conflicting", "equivariant", "strongly_stationary"})

    def weights(self, gramian: Tensor, *, generator: torch.Generator | None = None) -> Tensor:
        return _weights(gramian)


def _two(a: Array, b: Array, c: Array) -> tuple[Array, Array]:
    """At most one of the two runs against the mean: λ₁ = ½ max(1, −g₁·g₂/‖g₁‖²)."""
    return tuple(0.5 * np.maximum(1.0, -b / np.where(x > 0, x, 1.0)) for x in (a, c))


@hosted(two=_two)
def _weights(gramian: Array) -> Array:
    rows, m = UnitRows.of(gramian), gramian.shape[-1]
    scaled = np.where(rows.zero, 0.0, rows.lengths / m)
    raised = cone_multipliers(rows.cosines, scaled[:, None])[:, 0]
    return rows.told(1 / m + raised / rows.lengths)


aggregator = DualProj()
