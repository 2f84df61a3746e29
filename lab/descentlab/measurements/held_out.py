"""What networks that train side by side answer on examples they have not seen."""

from __future__ import annotations

from typing import Any

import numpy as np

from descentlab.meanings.held_out import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.processes.each_by_itself import logits_at
from descentlab.runs.point import Point
from descentlab.schedule import Every, Schedule


class HeldOut(Measurement):
    """`test_accuracy` [m] on the digits not trained on, against their real labels, and `gap` [m],
    the accuracy on the labels trained on minus that. NaN where no digits are left."""

    name = "held_out"
    reads_settings = False

    def __init__(self, names: tuple[str, ...], schedule: Schedule = Every(5)) -> None:  # noqa: B008
        self.schedule = schedule
        dims = (("network", len(names)),)
        self.series = explained(
            MEANINGS,
            SeriesSpec("test_accuracy", "test accuracy", "", dims, names),
            SeriesSpec("gap", "training minus test accuracy", "", dims, names),
        )

    def measure(self, point: Point, artefact: Any) -> Reading:
        problem = point.problem
        trained = (logits_at(point).argmax(1) == problem.objective.targets).double().mean(0).numpy()
        if problem.held_out is None:
            unknown = np.full_like(trained, np.nan)
            return Reading({"test_accuracy": unknown, "gap": unknown})
        answers = problem.held_out.outputs(point.state.w).argmax(1)
        tested = (answers == problem.held_out.targets[:, None]).double().mean(0).numpy()
        return Reading({"test_accuracy": tested, "gap": trained - tested})
