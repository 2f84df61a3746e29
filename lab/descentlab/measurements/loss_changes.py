"""Whose loss a single step has changed most."""

from __future__ import annotations

from typing import Any

import numpy as np

from descentlab.errors import LabError
from descentlab.meanings.loss_changes import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.runs.point import Point
from descentlab.schedule import Every, Schedule

#: Examples shown at each end.
SHOWN = 8
ENDS = ("loss rose most", "loss fell most")


class LossChanges(Measurement):
    """Examples ranked by ℓᵢ(w_t) − ℓᵢ(w_{t−1}): how Rosenfeld & Risteski (2024) find their groups.

    `change_images` [2, 8, h, w] are the examples whose loss the last step raised most and lowered
    most, `change_scores` [2, 8] by how much; NaN before the first step. Needs no curvature.
    """

    name = "loss_changes"
    reads_settings = False
    needs = ("group_losses",)

    def __init__(self, size: tuple[int, int], schedule: Schedule = Every(5)) -> None:  # noqa: B008
        self.schedule = schedule
        ends, shown = ("end", 2), ("example", SHOWN)
        pixels = (("row", size[0]), ("column", size[1]))
        self.series = explained(
            MEANINGS,
            SeriesSpec(
                "change_images",
                "whose loss changed most",
                "",
                (ends, shown, *pixels),
                whole=True,
            ),
            SeriesSpec("change_scores", "change in one step", "", (ends, shown), ENDS, whole=True),
        )

    def measure(self, point: Point, artefact: Any) -> Reading:
        pictures, losses = point.problem.images, point.artefacts["group_losses"]
        if pictures is None:
            raise LabError("loss_changes: expected a problem with images; found none.")
        images, scores = (np.full(series.shape, np.nan) for series in self.series)
        if losses.before is not None:
            change = losses.each - losses.before
            count = min(SHOWN, len(change) // 2)
            order = change.argsort(descending=True)
            for end, members in enumerate((order[:count], order.flip(0)[:count])):
                images[end, :count] = pictures[members].numpy()
                scores[end, :count] = change[members].numpy()
        return Reading({"change_images": images, "change_scores": scores})
