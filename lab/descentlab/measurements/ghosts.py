"""The zeros of one example's softmax around the step ahead."""

from __future__ import annotations

import math
from typing import Any

import torch
from descentkernels import radius

from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.measurements._padding import padded
from descentlab.measurements.softmax_radii import StepAhead, bare, example_of
from descentlab.runs.point import Point
from descentlab.schedule import Every

#: The cheap lower bounds that are drawn inside ρ*.
BOUNDS = (radius.spread_radius, radius.margin_radius, radius.flip_radius)
#: Classes at most; fewer leave the rest unmeasured.
CLASSES = 10
#: Zeros kept, the nearest first.
ZEROS = 64
#: How far out and up zeros are looked for, in nearest ones.
REACH, HEIGHT = 8.0, 5.0


class Ghosts(Measurement):
    """Logits z_k + a_k t of one example along the step, and the zeros of F(t) = Σ exp(z_k + a_k t).

    `ghost_logits`, `ghost_slopes` [10]: z and a per unit of distance, at the lens's temperature.
    `ghost_zeros` [64, 2]: real and imaginary part of the zeros in the upper half plane, nearest
    first. `ghost_radii` [7]: the example's ρ_a, ρ_m, ρ_flip, ρ*, the step's length τ, whether ρ* is
    certified (1) or a bound (0), and the example's number. The example is the one of the setting
    `sample`, or the one with the least ρ*.
    """

    name = "ghosts"
    needs = ("softmax_radii",)
    schedule = Every(2)
    series = (
        SeriesSpec("ghost_logits", "logits z", "", (("class", CLASSES),), whole=True),
        SeriesSpec("ghost_slopes", "slopes a", "", (("class", CLASSES),), whole=True),
        SeriesSpec("ghost_zeros", "ghosts", "", (("zero", ZEROS), ("part", 2)), whole=True),
        SeriesSpec(
            "ghost_radii",
            "radii of the example",
            "",
            (("radius", 7),),
            ("rho_a", "rho_m", "rho_flip", "rho_star", "tau", "certified", "example"),
        ),
    )

    def measure(self, point: Point, artefact: Any) -> Reading:
        ahead: StepAhead = point.artefacts["softmax_radii"]
        example = example_of(point, ahead)
        ray = ahead.ray.chosen(torch.tensor([example]))
        if example == ahead.least.example:
            nearest, certified = ahead.nearest, ahead.least.certified
        else:
            exact = radius.exact_radius(ray)
            certified = bool(exact.certified)
            nearest = float(exact.radius if certified else exact.bound)
        known = 0 < nearest < math.inf
        window = (-REACH * nearest, REACH * nearest, HEIGHT * nearest) if known else 1.0
        parts = torch.view_as_real(radius.zeros(ray, window).zeros)
        bounds = torch.cat([bound(ray) for bound in BOUNDS])
        radii = torch.cat([bounds, torch.tensor([nearest, ahead.length], dtype=torch.float64)])
        return Reading(
            {
                "ghost_logits": padded(ray.logits[0], CLASSES),
                "ghost_slopes": padded(ray.slopes[0], CLASSES),
                "ghost_zeros": padded(parts, ZEROS, 2),
                "ghost_radii": [*bare(radii), float(certified), float(example)],
            }
        )
