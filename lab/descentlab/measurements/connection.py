"""Whether two networks lie in one basin."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from descentkernels.paths import Barrier, barrier, bezier_path, straight

from descentlab.meanings.connection import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.measurements.side_by_side import beside
from descentlab.runs.point import Point
from descentlab.schedule import Every, Schedule

PATHS = ("straight line", "fitted Bézier curve")
#: Points a path's loss is drawn with.
POINTS = 61


class Connection(Measurement):
    """The loss on the way from the run's weights to those that move beside it.

    `path_loss` [2, 61] is the loss along the straight line and along a quadratic Bézier curve
    fitted to low mean loss in `steps` steps; `barrier` [2] is how far each rises above the straight
    line between the losses of its ends, `path_error` [2] the estimated error of both; `separation`
    is the distance between the two networks over the length of the run's weights. One basin: no
    barrier (Sagun et al., 2017, on the straight line; Garipov et al., 2018, on the curve).
    """

    name = "connection"
    reads_settings = False

    def __init__(self, schedule: Schedule = Every(50), steps: int = 40) -> None:  # noqa: B008
        self.schedule, self.steps = schedule, steps
        path, point = ("path", len(PATHS)), ("point", POINTS)
        self.series = explained(
            MEANINGS,
            SeriesSpec("path_t", "share of the way t", "", (point,), whole=True),
            SeriesSpec("path_loss", "loss on the way", "", (path, point), PATHS, whole=True),
            SeriesSpec("path_error", "its interpolation error", "", (path,), PATHS, whole=True),
            SeriesSpec("barrier", "loss barrier", "", (path,), PATHS),
            SeriesSpec("separation", "distance over ‖w‖"),
        )

    def measure(self, point: Point, artefact: Any) -> Reading:
        objective, w, other = point.problem.objective, point.state.w, beside(point)
        apart = float((other - w).norm() / w.norm())
        if not np.isfinite(apart):
            return Reading({s.name: np.full(s.shape, np.nan) for s in self.series})
        curve = bezier_path(
            objective,
            w,
            other,
            steps=self.steps,
            rate=0.2,  # four times the default, so that so few steps do
            generator=point.generator(self.name),
        )
        found: list[Barrier] = [
            barrier(objective.values, path, tol=3e-3, count=POINTS)
            for path in (straight(w, other), curve)
        ]
        return Reading(
            {
                "path_t": found[0].line.t.numpy(),
                "path_loss": torch.stack([way.line.values for way in found]).numpy(),
                "path_error": [way.error for way in found],
                "barrier": [way.height for way in found],
                "separation": apart,
            }
        )
