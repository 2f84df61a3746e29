"""The training loss and the problem's further scalars."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from descentlab.errors import LabError
from descentlab.meanings.loss import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.runs.point import Point


class Loss(Measurement):
    """L(w): the mean over the training examples, and `metrics` of the problem such as accuracy.

    `reads_settings`: where a live setting changes what is descended on. `formula`: what L is, in
    TeX, where it is no mean over examples.
    """

    name = "loss"

    def __init__(
        self, *metrics: SeriesSpec, reads_settings: bool = False, formula: str = ""
    ) -> None:
        self.reads_settings = reads_settings
        self._metrics = tuple(spec.name for spec in metrics)
        said = MEANINGS["loss"]
        told = {"loss": replace(said, formula=formula)} if formula else MEANINGS
        self.series = explained(told, SeriesSpec("loss", "training loss", log=True), *metrics)

    def measure(self, point: Point, artefact: Any) -> Reading:
        values = {"loss": float(point.value)}
        for name in self._metrics:
            if name not in point.problem.metrics:
                raise LabError(
                    f"Loss reads {name!r}, which this problem does not provide: give its Problem "
                    f"metrics={{{name!r}: f}}, f(w, outputs) a number, or leave it out."
                )
            values[name] = point.problem.metrics[name](point.state.w, point.linearization.outputs)
        return Reading(values)


#: The share of training examples whose largest output is the right class.
(ACCURACY,) = explained(MEANINGS, SeriesSpec("accuracy", "training accuracy"))
