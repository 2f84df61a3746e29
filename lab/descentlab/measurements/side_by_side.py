"""The run and the network beside it, by the same yardsticks."""

from __future__ import annotations

from typing import Any

import torch
from descentkernels import top_eigenpairs
from torch import Tensor

from descentlab.errors import LabError
from descentlab.meanings.meaning import explained
from descentlab.meanings.side_by_side import MEANINGS
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
        self.series = explained(
            MEANINGS, SeriesSpec("losses", "training loss", "", dims, names, log=True)
        )

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
        self.series = explained(
            MEANINGS, SeriesSpec("sharpnesses", "sharpness λ₁", "", dims, names)
        )

    def measure(self, point: Point, artefact: Tensor | None) -> Reading:
        other, block = sharpness_at(point, beside(point), artefact, self.name)
        first = float(point.artefacts["eigenvalues"].pairs.values[0])
        return Reading({"sharpnesses": [first, other]}, block)


def sharpness_at(
    point: Point, w: Tensor, start: Tensor | None, purpose: str
) -> tuple[float, Tensor | None]:
    """λ₁ at w [P] to 1 %, and what its search starts from next time; NaN where w has diverged."""
    if not bool(torch.isfinite(w).all()):
        return float("nan"), None
    objective = point.problem.objective
    pairs = top_eigenpairs(
        objective.linearize(w).hvp,
        objective.dim,
        1,
        start=start,
        accuracy=1e-2,
        max_hvps=60,
        generator=point.generator(purpose),
        device=objective.device,
        dtype=objective.dtype,
    )
    return float(pairs.values[0]), pairs.block


def beside(point: Point) -> Tensor:
    """The weights [P] that move beside the run's; LabError when there are none."""
    if not point.state.others:
        raise LabError("Expected a process that moves a second network; found one that does not.")
    return point.state.others[0][1]
