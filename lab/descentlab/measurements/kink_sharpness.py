"""How sharp a loss with a kink looks, and to whom."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from descentlab.learning_rate import learning_rate
from descentlab.meanings.kink_sharpness import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.runs.point import Point
from descentlab.schedule import Every


class KinkSharpness(Measurement):
    """λ₁ of the Hessian where the run is, and at its midpoint, beside 2/η.

    `kink_sharpness` [3]: λ₁ at x; λ₁ at the mean of x and the iterate after; 2/η. A sharp kink has
    no curvature anywhere but where none is defined: λ₁ is that of the smooth part. A rounded one
    has λ/δ at zero, and next to none beyond δ. From the dense Hessian, for few weights.
    """

    name = "kink_sharpness"
    schedule = Every(5)
    series = explained(
        MEANINGS,
        SeriesSpec(
            "kink_sharpness",
            "sharpness",
            "",
            (("place", 3),),
            ("λ₁ at the iterate", "λ₁ midway between two", "2/η"),
            log=True,
        ),
    )

    def measure(self, point: Point, artefact: Any) -> Reading:
        # one step on is as good as one back, and needs no memory
        state, lr = point.state, learning_rate(point.settings, point.state.step)
        middle = state.w - lr / 2 * point.gradient
        values = [_top(point, state.w), _top(point, middle), 2 / lr]
        return Reading({"kink_sharpness": values})


def _top(point: Point, w: Tensor) -> float:
    if not bool(torch.isfinite(w).all()):
        return np.nan
    eye = torch.eye(len(w), dtype=w.dtype)
    dense = point.problem.objective.linearize(w).hvp(eye)
    return float(torch.linalg.eigvalsh((dense + dense.mT) / 2)[-1])
