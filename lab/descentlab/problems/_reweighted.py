"""A loss in which some examples count less than others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from descentkernels import Objective, WeightedObjective
from torch import Tensor

from descentlab.problem import Problem


def reweighted(problem: Problem, marked: Tensor) -> Callable[[Any], Objective]:
    """(1/n)(Σ_others ℓᵢ + c Σ_marked ℓᵢ), c the setting `outlier_weight`; the mean for c = 1."""
    whole, count = problem.objective, len(problem.classes)
    if not len(marked):
        return lambda settings: whole
    others = torch.ones(count, dtype=torch.bool)
    others[marked] = False
    rest, loud = whole.restricted(others.nonzero()[:, 0]), whole.restricted(marked)
    share = len(marked) / count

    def trained(settings: Any) -> Objective:
        kept = settings.outlier_weight
        if kept == 1:
            return whole
        return WeightedObjective([(1 - share, rest), (share * kept, loud)])

    return trained
