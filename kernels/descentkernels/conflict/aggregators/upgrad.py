"""UPGrad: each gradient projected so that it conflicts with none, then their mean."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from ..solvers.nonnegative import cone_multipliers
from ..solvers.unit_rows import Array, UnitRows, hosted
from .base import Weighting


class UPGrad(Weighting):
    """d = (1/m) Σᵢ π(gᵢ), π the projection on {d: Jd ≥ 0}.

    Linear in each gradient's length, unlike the projection of the mean. It is 0 exactly where the
    gradients add up to 0 with weights that are all positive. A zero gradient is no constraint and
    adds nothing. `solvers.cone_projection_residual` certifies each π.
    """

    title = "UPGrad"
    source = "Quinton and Rey, 2024"
    promises = frozenset({"non_conflicting", "equivariant", "linear", "strongly_stationary"})

    def weights(self, gramian: Tensor, *, generator: torch.Generator | None = None) -> Tensor:
        return _weights(gramian)


def _two(a: Array, b: Array, c: Array) -> tuple[Array, Array]:
    """Each gives up what runs against the other: λ₁ = ½(1 + max(0, −g₁·g₂)/‖g₁‖²)."""
    against = np.maximum(-b, 0.0) / 2
    return tuple(0.5 + against / np.where(x > 0, x, 1.0) for x in (a, c))


@hosted(two=_two)
def _weights(gramian: Array) -> Array:
    rows = UnitRows.of(gramian)
    m = gramian.shape[-1]
    # unit gradients are projected; their lengths come back as a factor of each projection
    raised = cone_multipliers(rows.cosines, np.where(rows.zero[:, None], 0.0, np.eye(m)))
    lengths = np.where(rows.zero, 0.0, rows.lengths)
    return rows.told((1 + (lengths[:, None] @ raised)[:, 0] / rows.lengths) / m)


aggregator = UPGrad()
