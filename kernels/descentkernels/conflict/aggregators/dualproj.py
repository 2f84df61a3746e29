"""DualProj: the mean gradient, projected so that it conflicts with none."""

from __future__ import annotations

import torch
from torch import Tensor

from ..solvers import cone_projection_weights
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
        m = gramian.shape[-1]
        return cone_projection_weights(gramian, torch.full_like(gramian[..., 0], 1 / m))


aggregator = DualProj()
