"""How unequal the terms' gradients are for more and less wavy solutions."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import torch

from descentlab.meanings.meaning import explained
from descentlab.meanings.pinn_wavenumbers import MEANINGS
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.measurements._pinn_lanes import tasks_of
from descentlab.problems._pinn_tasks import PinnTasks
from descentlab.problems.pinn import equation_of
from descentlab.runs.point import Point
from descentlab.schedule import Every

WAVENUMBERS = tuple(range(1, 9))


class PinnWavenumbers(Measurement):
    """`imbalance` [2, 8] against `imbalance_at` [8] log₁₀ of the wavenumber a, all at step 0.

    log₁₀ of ‖∇L_r‖ and of ‖∇L_r‖/‖∇L_b‖ for the network as it is at the start, on the same equation
    with the wavenumbers 1 to 8; the start does not know the wavenumber. `imbalance_model`: a line
    of slope 1 through each one's value at 8.
    """

    name = "pinn_wavenumbers"
    reads_settings = False
    schedule = Every(10**6)

    def __init__(self) -> None:
        wide = ("wavenumber", len(WAVENUMBERS))
        names = ("‖∇L_r‖", "‖∇L_r‖/‖∇L_b‖")
        dims = (("gradient", 2), wide)
        self.series = explained(
            MEANINGS,
            SeriesSpec("imbalance_at", "log₁₀ of the wavenumber a", "", (wide,), whole=True),
            SeriesSpec("imbalance", "log₁₀", "", dims, names, whole=True),
            SeriesSpec("imbalance_model", "slope 1", "", dims, whole=True),
        )

    def measure(self, point: Point, artefact: None) -> Reading:
        network = tasks_of(point).network
        rows = []
        for wavenumber in WAVENUMBERS:
            equation = equation_of(replace(point.settings, wavenumber=wavenumber))
            gradients = PinnTasks(equation, network).values_and_gradients(point.state.w)[1]
            residual, boundary = gradients.norm(dim=1)[:2]
            rows.append(torch.stack((residual, residual / boundary)).log10())
        found = torch.stack(rows, 1).numpy()
        at = np.asarray([math.log10(a) for a in WAVENUMBERS])
        return Reading(
            {
                "imbalance_at": at,
                "imbalance": np.where(np.isfinite(found), found, np.nan),
                "imbalance_model": found[:, -1:] + at - at[-1],
            }
        )
