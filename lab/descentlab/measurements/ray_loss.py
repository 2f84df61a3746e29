"""The loss along the step ahead, and the series that try to follow it."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from descentkernels import radius
from descentkernels.criteria import cross_entropy

from descentlab.meanings.meaning import explained
from descentlab.meanings.ray_loss import MEANINGS
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.measurements.softmax_radii import StepAhead, bare
from descentlab.runs.point import Point
from descentlab.schedule import Every, Schedule

ORDERS = (1, 2, 4, 8, 16, 32)
LINES = ("true loss", "linear logits", *(f"Taylor, order {order}" for order in ORDERS))
#: Points along the step, and how far they go, in radii of the batch.
POINTS = 49
REACH = 1.6


class RayLoss(Measurement):
    """L(w + t v) over 0 ≤ t ≤ 1.6 ρ*: true, with logits taken linear, and by Taylor's series.

    The Taylor sums are those of the loss with linear logits, whose series converges exactly for
    |t| < ρ*, the least radius of all examples. All are read at the lens's temperature. `ray_loss`
    [8, 49] over `ray_t` [49]; `ray_marks` [8]: where the step τ ends, on the first two lines.
    """

    name = "ray_loss"
    needs = ("softmax_radii", "ghosts")

    def __init__(self, schedule: Schedule = Every(4, steered=True)) -> None:  # noqa: B008 (frozen)
        self.schedule = schedule
        lines, points = ("line", len(LINES)), ("point", POINTS)
        self.series = explained(
            MEANINGS,
            SeriesSpec("ray_t", "distance t along the step", "", (points,), whole=True),
            SeriesSpec("ray_loss", "loss", "", (lines, points), LINES, whole=True),
            SeriesSpec("ray_marks", "the step", "", (lines,), LINES, whole=True),
        )

    def measure(self, point: Point, artefact: Any) -> Reading:
        ahead: StepAhead = point.artefacts["softmax_radii"]
        problem, ray = point.problem, ahead.ray
        reach = REACH * point.artefacts["ghosts"].radius
        if not np.isfinite(reach):
            return Reading({s.name: np.full(s.shape, np.nan) for s in self.series})
        t = torch.linspace(0.0, reach, POINTS, dtype=torch.float64)
        w = point.state.w
        weights = w + t.to(w)[:, None] * ahead.direction
        outputs = problem.objective.outputs_of(weights).double() / point.settings.temperature
        true = torch.stack([cross_entropy(each, problem.classes) for each in outputs])
        sums = radius.taylor_sums(ray, t, ORDERS)
        lines = torch.cat([torch.stack([true, radius.linear_logit_loss(ray, t)]), sums])
        marks = np.full(len(LINES), np.nan)
        if ahead.length <= reach:
            marks[:2] = ahead.length
        return Reading({"ray_t": t.numpy(), "ray_loss": bare(lines), "ray_marks": marks})
