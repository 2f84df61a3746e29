"""How far what moves beside the run has come from it."""

from __future__ import annotations

from typing import Any

from descentlab.meanings.distance_beside import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.runs.point import Point


class DistanceBeside(Measurement):
    """‖w_other − w‖₂ for all that moves beside the run, in its order."""

    name = "distance_beside"
    reads_settings = False

    def __init__(self, names: tuple[str, ...]) -> None:
        dims = (("path", len(names)),)
        self.series = explained(
            MEANINGS,
            SeriesSpec("distance_beside", "distance from the run", "", dims, names, log=True),
        )

    def measure(self, point: Point, artefact: Any) -> Reading:
        state = point.state
        far = [float((w - state.w).norm()) for _, w in state.others]
        return Reading({"distance_beside": far})
