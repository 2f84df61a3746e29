"""The loss along straight lines through the weights now."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from descentkernels import sample_lines
from descentkernels.curvature import directional
from torch import Tensor

from descentlab.meanings.meaning import explained
from descentlab.meanings.slices import MEANINGS
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.runs.point import Point
from descentlab.schedule import Every, Schedule

DIRECTIONS = ("along −∇L", "along u₁", "random")
#: Points a slice is drawn with.
POINTS = 61
#: How high a slice climbs, in times the loss at its middle: about the walls of the valley.
RISE = 3.0


class Slices(Measurement):
    """L(w + t v) for unit v down the gradient, along the top eigenvector and at random.

    `slice_model` is the quadratic L + t∇Lᵀv + ½t²vᵀHv, `slice_error` the estimated interpolation
    error in units of the loss. All three are drawn over one interval |t| ≤ T, the distance at
    which the quadratic along u₁ has risen to `RISE` times the loss.
    """

    name = "slices"
    reads_settings = False
    needs = ("eigenvalues",)

    def __init__(self, schedule: Schedule = Every(10)) -> None:  # noqa: B008 (frozen)
        self.schedule = schedule
        lines, points = ("line", len(DIRECTIONS)), ("point", POINTS)
        self.series = explained(
            MEANINGS,
            SeriesSpec("slice_t", "distance t", "", (points,), whole=True),
            SeriesSpec("slice_loss", "loss", "", (lines, points), DIRECTIONS, whole=True),
            SeriesSpec("slice_model", "quadratic", "", (lines, points), DIRECTIONS, whole=True),
            SeriesSpec("slice_error", "interpolation error", "", (lines,), DIRECTIONS, whole=True),
        )

    def measure(self, point: Point, artefact: Any) -> Reading:
        w, top = point.state.w, point.artefacts["eigenvalues"].pairs
        random = torch.randn(len(w), generator=point.generator(self.name), dtype=w.dtype)
        directions = torch.stack([-point.gradient, top.vectors[0], random.to(w)])
        directions = directions / directions.norm(dim=1, keepdim=True)
        reach = _reach(float(point.value), float(top.values[0]))
        if not (np.isfinite(reach) and torch.isfinite(directions).all()):
            return Reading({s.name: np.full(s.shape, np.nan) for s in self.series})
        evaluate = point.problem.objective.values
        lines = sample_lines(evaluate, w, directions, (-reach, reach), count=POINTS)
        t = lines[0].t
        spans = [line.values.nan_to_num().max() - line.values.nan_to_num().min() for line in lines]
        return Reading(
            {
                "slice_t": t.numpy(),
                "slice_loss": torch.stack([line.values for line in lines]).numpy(),
                "slice_model": _quadratic(point, directions, t).numpy(),
                "slice_error": [
                    line.error * float(span) for line, span in zip(lines, spans, strict=True)
                ],
            }
        )


def _reach(loss: float, sharpness: float) -> float:
    """T with ½λ₁T² = (RISE − 1)·L."""
    return (2 * (RISE - 1) * loss / sharpness) ** 0.5 if sharpness > 0 and loss > 0 else np.nan


def _quadratic(point: Point, directions: Tensor, t: Tensor) -> Tensor:
    """[d, m]."""
    slope = (directions @ point.gradient).double().cpu()[:, None]
    bend = directional(point.linearization.hvp, directions).cpu()[:, None]
    return point.value.double().cpu() + slope * t + bend / 2 * t.square()
