"""What each flow does along a direction, by how long the step is for it."""

from __future__ import annotations

from typing import Any

import torch
from descentkernels.flows import drift

from descentlab.meanings.drift_rates import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.processes.drift import GRADIENT, MODIFIED
from descentlab.runs.point import Point

LINES = (GRADIENT, MODIFIED, "principal flow, real part", "principal flow, imaginary part")
#: ηλ at which they are drawn; the last is where a direction grows half as fast again as at 2.5.
SCALED = torch.linspace(0.0, 3.0, 121, dtype=torch.float64)
#: At ηλ = 1 the principal flow's rate is −∞; the picture ends here.
LEAST = -4.0


class DriftRates(Measurement):
    """d(log c)/dt of the part c along an eigenvector, over ηλ, and where ηλ₁ stands now.

    `drift_rates` [4, 121] over `drift_scaled` [121]; `drift_marks` [4]: ηλ₁ of the run.
    """

    name = "drift_rates"
    needs = ("drift_warnings",)

    def __init__(self) -> None:
        line, at = ("line", len(LINES)), ("point", len(SCALED))
        self.series = explained(
            MEANINGS,
            SeriesSpec("drift_scaled", "ηλ", "", (at,), whole=True),
            SeriesSpec("drift_rates", "rate of change a step", "", (line, at), LINES, whole=True),
            SeriesSpec("drift_marks", "ηλ₁ now", "", (line,), LINES, whole=True),
        )

    def measure(self, point: Point, artefact: Any) -> Reading:
        gradient, modified, principal = drift.rates(SCALED)
        lines = torch.stack([gradient, modified, principal.real, principal.imag])
        lines[lines < LEAST] = torch.nan
        first = point.artefacts["drift_warnings"]
        shown = first if 0 <= first <= float(SCALED[-1]) else float("nan")
        values = {"drift_scaled": SCALED.numpy(), "drift_rates": lines.numpy()}
        return Reading({**values, "drift_marks": [shown] * len(LINES)})
