"""What the network itself, its logits not taken linear, has along the step ahead."""

from __future__ import annotations

import math
from typing import Any

import torch
from descentkernels import DescentError, ModuleObjective, radius
from torch import Tensor

from descentlab.meanings.meaning import explained
from descentlab.meanings.nonlinear_radius import MEANINGS
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.measurements.softmax_radii import StepAhead, bare
from descentlab.runs.point import Point
from descentlab.schedule import Every, Schedule

KINDS = ("ghost, linear logits", "nearest, true logits", "pole of a layer", "kink of a layer")


class NonlinearRadius(Measurement):
    """Distances of singularities along the step for the example whose ghosts are drawn.

    `nonlinear_radius` [4]: ρ* with linear logits (or its bound); the nearest singularity with the
    network's own logits, found by a forward pass at complex weights, or where the network is not
    analytic (ReLU) its nearest zero of F extrapolated from the real line by AAA, if that is clear;
    the nearest pole or branch point of an activation, a norm or an attention, and the nearest kink,
    their arguments taken to first order. All at temperature 1. Only the first is proven. NaN where
    there is none, such as poles of GELU or kinks of tanh.
    """

    name = "nonlinear_radius"
    needs = ("softmax_radii", "ghosts")

    def __init__(self, schedule: Schedule = Every(30)) -> None:  # noqa: B008 (frozen)
        self.schedule = schedule
        self.series = explained(
            MEANINGS,
            SeriesSpec(
                "nonlinear_radius",
                "distance in weight space",
                "",
                (("kind", len(KINDS)),),
                KINDS,
                log=True,
            ),
        )

    def measure(self, point: Point, artefact: Any) -> Reading:
        ahead: StepAhead = point.artefacts["softmax_radii"]
        example = torch.tensor([point.artefacts["ghosts"].shown(point)])
        found = torch.full((len(KINDS),), math.nan, dtype=torch.float64)
        if ahead.length and bool(ahead.direction.isfinite().all()):
            one = point.problem.objective.restricted(example)
            w, direction = point.state.w, ahead.direction
            found[0] = radius.exact_radius(radius.ray_along(one, w, direction)).proven[0]
            found[1] = _of_the_network(one, w, direction)
            layers = radius.layer_singularities(one, w, direction)
            for row, kinks in ((2, False), (3, True)):
                near = [each.nearest for each in layers if (each.kind == "kink") == kinks]
                found[row] = min(near, default=math.nan)
        return Reading({"nonlinear_radius": bare(found)})


def _of_the_network(one: ModuleObjective, w: Tensor, direction: Tensor) -> Tensor:
    try:
        return radius.true_radius(one, w, direction).radius[0]
    except DescentError:  # an operation that is not analytic
        heard = radius.sonar(one, w, direction)
        return torch.where(heard.clear[0], heard.radius[0], torch.nan)
