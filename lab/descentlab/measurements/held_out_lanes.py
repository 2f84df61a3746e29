"""What lanes of a gradient conductor reach on examples they are not trained on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from descentlab.meanings.held_out_lanes import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.processes._conductor_lanes import Lane
from descentlab.runs.point import Point
from descentlab.schedule import Every


class HeldOutLanes(Measurement):
    """The problem's metrics `fresh_TASK`, lane by lane: `fresh_TASK` [L] of each task."""

    name = "held_out_lanes"
    reads_settings = False
    schedule = Every(4)

    def __init__(self, lanes: Sequence[Lane], tasks: Sequence[str]) -> None:
        names = tuple(lane.title for lane in lanes)
        self.series = explained(
            MEANINGS,
            *(
                SeriesSpec(f"fresh_{task}", f"{task}, fresh", "", (("lane", len(names)),), names)
                for task in tasks
            ),
        )

    def measure(self, point: Point, artefact: Any) -> Reading:
        metrics = point.problem.metrics
        return Reading(
            {
                spec.name: np.array(
                    [metrics[spec.name](state.w, None) for state in point.state.carried.states]
                )
                for spec in self.series
            }
        )
