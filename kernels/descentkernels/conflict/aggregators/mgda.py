"""MGDA: the shortest vector of the gradients' convex hull."""

from __future__ import annotations

import torch
from torch import Tensor

from ..solvers import min_norm_weights
from .base import Weighting


class MGDA(Weighting):
    """d = Jᵀw, w = argmin over the simplex of ‖Jᵀw‖², solved exactly.

    Every gradient reaches as far along d as d does: gᵢ·d ≥ ‖d‖². It is 0 exactly where some convex
    combination of the gradients is, so a single zero gradient stops it.
    `solvers.min_norm_residual` certifies an answer.
    """

    title = "MGDA"
    source = "Désidéri, 2012; Sener and Koltun, 2018"
    promises = frozenset({"non_conflicting", "equivariant", "stationary"})

    def weights(self, gramian: Tensor, *, generator: torch.Generator | None = None) -> Tensor:
        return min_norm_weights(gramian)


aggregator = MGDA()
