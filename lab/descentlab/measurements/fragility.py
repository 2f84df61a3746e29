"""Which training examples have their ghosts nearest."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from descentkernels import radius
from torch import Tensor

from descentlab.meanings.fragility import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.measurements.softmax_radii import StepAhead, bare
from descentlab.runs.point import Point
from descentlab.schedule import Every, Schedule

#: Examples shown in each ranking.
SHOWN = 8
HEIGHTS = ("10 %", "median", "90 %", "share ahead")
QUANTILES = (0.0, 0.1, 0.5, 0.9)
RANKINGS = ("nearest ghosts: least ρ*", "fastest logits: least ρ_a")


class Fragility(Measurement):
    """The exact radius of every example along the step ahead: quantiles, ranking, and a rule.

    `radius_quantiles` [6]: ρ* at 0, 10, 50 and 90 % of the examples; the median of ρ*/ρ_a, by which
    the bound falls short; and the least ρ_flip. `certified_share` []: of the examples, those whose
    ρ* is certified; the others count with their bound. `bump_ratio` [4]: quantiles (10, 50, 90 %)
    of Im(t)·2σ/π over the ghosts t, σ² = K''(Re t) the variance of the slopes under the softmax
    below the ghost: exactly 1 for two classes of equal weight; and the share of the examples whose
    ghost is ahead, Re t > 0. `fragile_images` [2, 8, h, w],
    `fragile_scores` [2, 8] (their ρ*), `fragile_ids` [2, 8] (their numbers): the examples with the
    least ρ*, and those with the least ρ_a; pictures are NaN where examples are none.
    """

    name = "fragility"
    needs = ("softmax_radii",)

    def __init__(self, size: tuple[int, int], schedule: Schedule = Every(10)) -> None:  # noqa: B008
        self.schedule = schedule
        ranked = (("ranking", 2), ("example", SHOWN))
        pixels = (("row", size[0]), ("column", size[1]))
        columns = (
            *(f"{q:.0%}" if q else "least" for q in QUANTILES),
            "median ρ*/ρ_a",
            "least ρ_flip",
        )
        self.series = explained(
            MEANINGS,
            SeriesSpec("radius_quantiles", "ρ*", "", (("quantile", 6),), columns, log=True),
            SeriesSpec("certified_share", "share certified"),
            SeriesSpec("bump_ratio", "Im·2σ/π", "", (("quantile", 4),), HEIGHTS),
            SeriesSpec("fragile_images", "examples", "", (*ranked, *pixels), whole=True),
            SeriesSpec("fragile_scores", "ρ*", "", ranked, RANKINGS, whole=True),
            SeriesSpec("fragile_ids", "number", "", ranked, RANKINGS, whole=True),
        )

    def measure(self, point: Point, artefact: Any) -> Reading:
        problem = point.problem
        ahead: StepAhead = point.artefacts["softmax_radii"]
        ray = ahead.ray
        exact = radius.exact_radius(ray)
        each, bound = exact.proven, radius.spread_radius(ray)
        quantiles = torch.cat(
            [
                _quantiles(each, QUANTILES),
                _quantiles(each / bound, (0.5,)),
                radius.flip_radius(ray).amin()[None],
            ]
        )
        images = np.full(self.series[3].shape, np.nan)
        scores, ids = np.full((2, SHOWN), np.nan), np.full((2, SHOWN), np.nan)
        for row, score in enumerate((each, bound)):
            first = score.nan_to_num(nan=math.inf).argsort()[:SHOWN].cpu()
            if problem.images is not None:
                images[row, : len(first)] = problem.images[first].numpy()
            scores[row, : len(first)] = bare(each[first])
            ids[row, : len(first)] = first.numpy()
        return Reading(
            {
                "radius_quantiles": bare(quantiles),
                "certified_share": float(exact.certified.double().mean()),
                "bump_ratio": bare(_heights(ray, exact.zero)),
                "fragile_images": images,
                "fragile_scores": scores,
                "fragile_ids": ids,
            }
        )


def _heights(ray: radius.Ray, zero: Tensor) -> Tensor:
    """Quantiles of Im(t)·2σ/π, and the share of ghosts ahead."""
    ahead = (zero.real > 0).double()[zero.real.isfinite()].mean()
    return torch.cat([_quantiles(_bump_ratio(ray, zero), (0.1, 0.5, 0.9)), ahead[None]])


def _bump_ratio(ray: radius.Ray, zero: Tensor) -> Tensor:
    """Im(t)·2σ/π of each example's ghost [n], σ² the variance of the slopes at Re t."""
    there = radius.Ray(ray.logits + zero.real[:, None] * ray.slopes, ray.slopes)
    sigma = radius.slope_variance(there, zero.real.new_zeros(1))[:, 0].sqrt()
    return zero.imag * 2 * sigma / math.pi


def _quantiles(values: Tensor, at: tuple[float, ...]) -> Tensor:
    """Of the finite ones; NaN where there are none."""
    known = values[values.isfinite()]
    if not len(known):
        return values.new_full((len(at),), math.nan)
    return torch.quantile(known, values.new_tensor(at))
