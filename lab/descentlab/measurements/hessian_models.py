"""How regularised Newton fares beside each model of the Hessian."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from descentlab.meanings.hessian_models import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.measurements.three_radii import accepted_gamma, rejected
from descentlab.processes.hessian_models import LANES, TITLES, lanes
from descentlab.runs.point import Point

_ALL, _NEWTONS = (("lane", len(LANES)),), (("lane", len(TITLES)),)


class HessianModelLanes(Measurement):
    """Each lane's gap to the infimum and gradient, and how its last step came about.

    `model_gaps` [6] is L − inf L (a network's L itself), `model_shares` what the last step left of
    it, `model_gradients` ‖∇L‖. Of the five Newtons: `model_gammas` γ as accepted, `model_strengths`
    λ = ‖∇L‖/γ with the gradient before the step, `model_refused` values of γ refused on the way,
    `model_products` products with H. `model_scales` [5, 2] pairs log₁₀ ‖∇L‖ before the step with
    log₁₀ γ. NaN before a first step, and of a lane at rest; a gap that is rounding is not shown.
    """

    name = "hessian_models"
    reads_settings = False
    series = explained(
        MEANINGS,
        SeriesSpec("model_gaps", "loss − infimum", "", _ALL, LANES, log=True),
        SeriesSpec("model_shares", "share of the gap left", "", _ALL, LANES),
        SeriesSpec("model_gradients", "gradient norm ‖∇L‖", "", _ALL, LANES, log=True),
        SeriesSpec("model_gammas", "γ accepted", "", _NEWTONS, TITLES, log=True),
        SeriesSpec("model_strengths", "λ = ‖∇L‖/γ", "", _NEWTONS, TITLES, log=True),
        SeriesSpec("model_refused", "values of γ refused", "", _NEWTONS, TITLES),
        SeriesSpec("model_products", "products with H", "", _NEWTONS, TITLES),
        SeriesSpec(
            "model_scales",
            "log₁₀ ‖∇L‖, log₁₀ γ",
            "",
            (("place", 2 * len(TITLES)),),
            tuple(f"{axis}, {name}" for name in TITLES for axis in ("log₁₀ ‖∇L‖", "log₁₀ γ")),
        ),
    )

    def measure(self, point: Point, artefact: Any) -> Reading:
        there, step = lanes(point), point.state.step
        gap = point.problem.metrics["gap"]
        gaps = np.array([_positive(gap(lane.state.w, None)) for lane in there])
        norms = np.array([_positive(float(lane.gradient.norm())) for lane in there])
        # what a reading knows of an earlier step; at the same step (a hand moved) it is taken anew
        nothing = (step - 1, np.full_like(gaps, math.nan), np.full_like(norms, math.nan))
        before = next((past for past in artefact or () if past[0] < step), nothing)
        _, last, slopes = before
        resting = gaps == last
        newtons = [lane.state for lane in there[: len(TITLES)]]
        moved = ~resting[: len(TITLES)]
        gammas = _where(moved, [accepted_gamma(state) for state in newtons])
        slopes = np.where(moved, slopes[: len(TITLES)], math.nan)
        products = [
            math.nan if (slot := state.slot("products")) is None else float(slot)
            for state in newtons
        ]
        values = {
            "model_gaps": gaps,
            "model_shares": np.where(resting, math.nan, gaps / last),
            "model_gradients": norms,
            "model_gammas": gammas,
            "model_strengths": slopes / gammas,
            "model_refused": _where(moved, [rejected(state) for state in newtons]),
            "model_products": _where(moved, products),
            "model_scales": np.log10(np.stack([slopes, gammas], 1)).ravel(),
        }
        return Reading(values, ((step, gaps, norms), before))


def _where(moved: np.ndarray, values: list[float]) -> np.ndarray:
    return np.where(moved, values, math.nan)


def _positive(value: float) -> float:
    """What is not finite is not drawn; nor is what has no logarithm."""
    return value if 0 < value < math.inf else math.nan
