"""What lies along the sharpest direction, of the run and of what moves beside it."""

from __future__ import annotations

from typing import Any

from descentlab.meanings.along_first import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.runs.point import Point


class AlongFirst(Measurement):
    """u₁ᵀw of the run and of all beside it: on a bowl with its minimum at 0, how far it has to go.

    u₁ is that of the run's Hessian, which on a bowl is everywhere the same.
    """

    name = "along_first"
    needs = ("eigenvalues",)
    reads_settings = False

    def __init__(self, names: tuple[str, ...]) -> None:
        dims = (("path", len(names)),)
        self.series = explained(
            MEANINGS, SeriesSpec("along_first", "place along u₁", "", dims, names)
        )

    def measure(self, point: Point, artefact: Any) -> Reading:
        top, state = point.artefacts["eigenvalues"].top, point.state
        places = [float(top @ w) for w in (state.w, *(w for _, w in state.others))]
        return Reading({"along_first": places})
