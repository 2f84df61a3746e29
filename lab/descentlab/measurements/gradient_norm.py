"""The size of the gradient."""

from __future__ import annotations

from typing import Any

from descentlab.meanings.gradient_norm import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.runs.point import Point


class GradientNorm(Measurement):
    """‖∇L(w)‖₂ over all parameters."""

    name = "gradient_norm"
    reads_settings = False
    series = explained(MEANINGS, SeriesSpec("gradient_norm", "gradient norm ‖∇L‖", log=True))

    def measure(self, point: Point, artefact: Any) -> Reading:
        return Reading({"gradient_norm": float(point.gradient.norm())})
