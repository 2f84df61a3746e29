"""The zeros of one example's softmax around the step ahead."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import torch
from descentkernels import radius

from descentlab.meanings.ghosts import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.measurements._padding import padded
from descentlab.measurements.softmax_radii import StepAhead, bare
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


@dataclass(frozen=True)
class Least:
    """The nearest ghost of the batch."""

    radius: float  # ρ*, or a bound on it where it is not certified
    example: int  # whose; −1 where there is none
    certified: bool

    @classmethod
    def of(cls, found: radius.BatchRadius) -> Least:
        """From what the search found."""
        return cls(found.proven, found.example, found.certified)

    def shown(self, point: Point) -> int:
        """Number of the example whose ghosts are drawn: the one chosen, or the most fragile."""
        chosen = point.settings.sample
        return chosen if 0 <= chosen < len(point.problem.classes) else max(self.example, 0)


class Ghosts(Measurement):
    """The nearest ghost of the batch, and all around the step of one example.

    Along the step the example's logits are z_k + a_k t; its ghosts are the zeros of
    F(t) = Σ exp(z_k + a_k t). `exact_radius`: the least ρ* of all examples, or a bound on it where
    it is not certified; `exact_ratio`: the step's length τ over it. `ghost_logits`, `ghost_slopes`
    [10]: z and a per unit of distance, at the lens's temperature. `ghost_zeros` [64, 2]: real and
    imaginary part of the zeros in the upper half plane, nearest first. `ghost_radii` [7]: the
    example's ρ_a, ρ_m, ρ_flip, ρ*, the step's length τ, whether ρ* is certified (1) or a bound (0),
    and the example's number. The example is the one of the setting `sample`, or the one with the
    least ρ*.
    """

    name = "ghosts"
    needs = ("softmax_radii",)
    schedule = Every(2, steered=True)
    series = explained(
        MEANINGS,
        SeriesSpec("exact_radius", "distance in weight space", "", (), ("ρ*",), log=True),
        SeriesSpec("exact_ratio", "step / radius", "", (), ("τ/ρ*",)),
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
        least = Least.of(radius.batch_radius(ahead.ray))
        example = least.shown(point)
        ray = ahead.ray.chosen(torch.tensor([example]))
        if example == least.example:
            nearest, certified = least.radius, least.certified
        else:
            exact = radius.exact_radius(ray)
            nearest, certified = float(exact.proven), bool(exact.certified)
        known = 0 < nearest < math.inf
        window = (-REACH * nearest, REACH * nearest, HEIGHT * nearest) if known else 1.0
        parts = torch.view_as_real(radius.zeros(ray, window).zeros)
        bounds = torch.cat([bound(ray) for bound in BOUNDS])
        radii = torch.cat([bounds, torch.tensor([nearest, ahead.length], dtype=torch.float64)])
        batch = least.radius if math.isfinite(least.radius) else math.nan
        return Reading(
            {
                "exact_radius": batch,
                "exact_ratio": ahead.length / batch if batch else math.nan,
                "ghost_logits": padded(ray.logits[0], CLASSES),
                "ghost_slopes": padded(ray.slopes[0], CLASSES),
                "ghost_zeros": padded(parts, ZEROS, 2),
                "ghost_radii": [*bare(radii), float(certified), float(example)],
            },
            least,
        )
