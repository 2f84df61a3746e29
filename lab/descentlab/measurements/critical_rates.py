"""The learning rate at which mini-batch SGD would leave a minimum, exactly."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from descentkernels import stability
from torch import Tensor

from descentlab.meanings.critical_rates import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.processes.sgd_beside_full_batch import FULL
from descentlab.runs.point import Point
from descentlab.schedule import Every, Schedule

COLUMNS = (
    "SGD here: exact",
    f"SGD at the {FULL}'s weights: exact",
    "2m/tr H here",
    "2/λ₁ here",
    f"2/λ₁ at the {FULL}'s weights",
    "η in force",
)


class CriticalRates(Measurement):
    """η above which E‖w − w*‖² grows at a minimum w* that fits its data, by the second moment.

    `critical_rates` [6]: the critical rate of SGD with the batch size set, at the run's weights and
    at those of the full-batch run (Mulayoff & Michaeli, 2024); the bound 2m/tr H of batch 1 (Ma &
    Ying, 2021, for m = 1 output) and the full batch's 2/λ₁, here and there; and η. H is the
    Gauss-Newton matrix, which the Hessian comes to be as the residuals vanish: where the loss is
    not yet small, these are the rates of the network's linearisation.

    An eigendecomposition of a table with one row for each output of each example, and some 20
    products of its size.
    """

    name = "critical_rates"
    series = explained(
        MEANINGS,
        SeriesSpec(
            "critical_rates", "critical learning rate", "", (("rate", 6),), COLUMNS, log=True
        ),
    )

    def __init__(self, schedule: Schedule = Every(50)) -> None:  # noqa: B008 (frozen)
        self.schedule = schedule

    def measure(self, point: Point, artefact: Any) -> Reading:
        here = _rates(point, point.state.w)
        there = _rates(point, dict(point.state.others)[FULL])
        lr = point.settings.lr
        return Reading({"critical_rates": [here[0], there[0], here[1], here[2], there[2], lr]})


def _rates(point: Point, w: Tensor) -> tuple[float, float, float]:
    """The exact rate for the batch, 2m/tr H and 2/λ₁ at w [P]; NaN where it has diverged."""
    objective, batch = point.problem.objective, point.settings.batch
    table = stability.network_jacobian(objective, w)
    if not bool(torch.isfinite(table).all()):
        return (np.nan,) * 3
    operator = stability.second_moment(table, min(batch, len(table)))
    # the residual of the eigenpair squared is about the rate's relative error
    found = stability.critical_lr(
        operator, tol=1e-4, max_products=100, generator=point.generator("critical rates")
    )
    outputs = table.shape[1]
    return found.value, 2 * outputs / operator.trace, 2 / float(operator.values[0])
