"""The run and the network beside it, by the same yardsticks."""

from __future__ import annotations

from typing import Any

from descentkernels import top_eigenpairs
from torch import Tensor

from descentlab.errors import LabError
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.runs.point import Point
from descentlab.schedule import Every, Schedule


class LossSideBySide(Measurement):
    """L at the run's weights and at those that move beside it, over all examples."""

    name = "loss_side_by_side"
    reads_settings = False

    def __init__(self, names: tuple[str, ...], schedule: Schedule = Every(5)) -> None:  # noqa: B008
        self.schedule = schedule
        dims = (("network", len(names)),)
        self.series = (SeriesSpec("losses", "training loss", "", dims, names, log=True),)

    def measure(self, point: Point, artefact: Any) -> Reading:
        value = point.problem.objective.value
        beside = [float(value(w)) for _, w in point.state.others]
        return Reading({"losses": [float(point.value), *beside]})


class SharpnessSideBySide(Measurement):
    """λ₁ of ∇²L at the run's weights and at those that move beside it."""

    name = "sharpness_side_by_side"
    reads_settings = False
    needs = ("eigenvalues",)

    def __init__(self, names: tuple[str, str], schedule: Schedule = Every(5)) -> None:  # noqa: B008
        self.schedule = schedule
        dims = (("network", 2),)
        self.series = (SeriesSpec("sharpnesses", "sharpness λ₁", "", dims, names),)

    def measure(self, point: Point, artefact: Tensor | None) -> Reading:
        objective, other = point.problem.objective, beside(point)
        pairs = top_eigenpairs(
            objective.linearize(other).hvp,
            objective.dim,
            1,
            start=artefact,
            accuracy=1e-2,
            max_hvps=60,
            generator=point.generator(self.name),
            device=objective.device,
            dtype=objective.dtype,
        )
        first = float(point.artefacts["eigenvalues"].pairs.values[0])
        return Reading({"sharpnesses": [first, float(pairs.values[0])]}, pairs.block)


def beside(point: Point) -> Tensor:
    """The weights [P] that move beside the run's; LabError when there are none."""
    if not point.state.others:
        raise LabError("Expected a process that moves a second network; found one that does not.")
    return point.state.others[0][1]
