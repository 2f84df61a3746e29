"""In how few dimensions a run has moved."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from descentkernels.planes import explained_variance

from descentlab.meanings.meaning import explained
from descentlab.meanings.path_dimension import MEANINGS
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.runs.point import Point
from descentlab.schedule import Every, Schedule

#: Of a long random walk in many dimensions about its end: 8/π² + 8/(9π²).
RANDOM_WALK = 8 / math.pi**2 * (1 + 1 / 9)


class PathDimension(Measurement):
    """The share of the path's squared motion, seen from its end, in its first principal directions.

    `path_dimension` holds the share in one direction and in two (what a plane of the trajectory's
    PCA shows), and beside them what two directions hold of a random walk: 0.90, so a large share
    alone is no sign of a simple path (Antognini & Sohl-Dickstein, 2018).
    """

    name = "path_dimension"
    reads_settings = False
    needs = ("landscape",)

    def __init__(self, schedule: Schedule = Every(10)) -> None:  # noqa: B008 (frozen)
        self.schedule = schedule
        columns = ("one direction", "two directions", "two, of a random walk")
        self.series = explained(
            MEANINGS,
            SeriesSpec(
                "path_dimension", "share of the squared motion", "", (("span", 3),), columns
            ),
        )

    def measure(self, point: Point, artefact: Any) -> Reading:
        trail = point.artefacts["landscape"].trail.weights()
        if len(trail) < 3 or not bool(trail.isfinite().all()):
            return Reading({"path_dimension": [np.nan, np.nan, RANDOM_WALK]})
        shares = explained_variance(trail, point.state.w)
        return Reading({"path_dimension": [*shares[:2].cumsum(0).tolist(), RANDOM_WALK]})
