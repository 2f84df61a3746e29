"""Three answers to how far the step ahead may be trusted, in one unit."""

from __future__ import annotations

import math

import numpy as np
from descentkernels import radius
from descentkernels.curvature import directional
from descentkernels.stability import gradient_normalised_smoothness

from descentlab.meanings.meaning import explained
from descentlab.meanings.three_radii import MEANINGS
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.measurements._curvature_length import curvature_length
from descentlab.processes.controlled import Controlled
from descentlab.runs.point import Point
from descentlab.runs.state import State
from descentlab.update_rules._hessian_models import hessian_model
from descentlab.update_rules.gradient_normalised_newton import TRIALS

LENGTHS = ("ρ_a", "ρ*", "γ", "t_c", "τ")
SHARES = ("τ/ρ_a", "τ/ρ*", "τ/γ", "τ/t_c", "τλ₁/2‖∇L‖")


class ThreeRadii(Measurement):
    """Lengths along the step p that the optimizer proposes, v = p/‖p‖, as distances in weights.

    `step_lengths` [5]: the softmax radii ρ_a and ρ* of the batch (Sao, 2026); γ, the
    gradient-normalised smoothness along v beside the Hessian model that the settings name (Semenov,
    Jaggi & Doikov, 2025); t_c = −2∇Lᵀv/vᵀHv, where the loss's quadratic along v is back at L, with
    the true Hessian; and the step τ = ‖p‖. None changes when the loss is multiplied by a number.
    `step_shares` [5]: τ in units of each, and of 2‖∇L‖/λ₁, the longest gradient step that does not
    grow on a quadratic. `tail_ratios` [2]: γ/t_c and τ/t_c. `gammas` [2]: γ once more, and the γ
    with which regularised Newton took the last step; `rejected_gammas`: how many it refused then.
    `ghost_ahead`: the real part of the nearest ghost over its distance ρ*, 1 straight ahead and −1
    straight behind.

    NaN where there is none: an infinite radius, a step uphill, no bend. One JVP, one product of
    H and of its model, some exact solves, a dozen gradients, and the step itself.
    """

    name = "three_radii"
    needs = ("eigenvalues",)
    series = explained(
        MEANINGS,
        SeriesSpec(
            "step_lengths",
            "distance in weight space",
            "",
            (("length", len(LENGTHS)),),
            LENGTHS,
            log=True,
        ),
        SeriesSpec("step_shares", "step / length", "", (("share", len(SHARES)),), SHARES, log=True),
        SeriesSpec("tail_ratios", "ratio", "", (("ratio", 2),), ("γ/t_c", "τ/t_c")),
        SeriesSpec(
            "gammas",
            "distance in weight space",
            "",
            (("gamma", 2),),
            ("γ along the step ahead", "γ accepted in the last step"),
            log=True,
        ),
        SeriesSpec("rejected_gammas", "values of γ refused"),
        SeriesSpec("ghost_ahead", "Re t*/ρ*"),
    )

    def __init__(self, process: Controlled) -> None:
        self.process = process

    def measure(self, point: Point, artefact: float | None) -> Reading:
        objective, w, here = point.problem.objective, point.state.w, point.linearization
        step = self.process.proposed(point)
        tau = float(step.double().norm())
        if not 0 < tau < math.inf:  # no step, and so no direction
            return _reading(point, [math.nan] * 4, tau, math.nan, math.nan, artefact)
        ray = radius.ray_along(objective, w, step)
        ghost = radius.batch_radius(ray).zero
        gamma = gradient_normalised_smoothness(
            objective, w, step, hessian_model(point), gradient=here.gradient, start=artefact
        )
        lengths = [
            float(radius.spread_radius(ray).min()),
            abs(ghost),
            float(gamma.radius),
            curvature_length(here.gradient, step, float(directional(here.hvp, step[None])[0])),
        ]
        top = float(point.artefacts["eigenvalues"].pairs.values[0])
        stable = 2 * float(here.gradient.double().norm()) / top if top > 0 else math.nan
        kept = lengths[2] if 0 < lengths[2] < math.inf else None
        return _reading(point, lengths, tau, stable, ghost.real / abs(ghost), kept)


def _reading(
    point: Point,
    lengths: list[float],
    tau: float,
    stable: float,
    ahead: float,
    kept: float | None,
) -> Reading:
    """The series, and where the next search for γ begins."""
    known = np.array([*lengths, tau])
    known[~np.isfinite(known)] = np.nan
    tau = known[-1]
    return Reading(
        {
            "step_lengths": known,
            "step_shares": tau / np.array([*known[:4], stable]),
            "tail_ratios": np.array([known[2], tau]) / known[3],
            "gammas": np.array([known[2], accepted_gamma(point.state)]),
            "rejected_gammas": rejected(point.state),
            "ghost_ahead": ahead,
        },
        kept,
    )


def accepted_gamma(state: State) -> float:
    """The γ of the step that led here; NaN at the start and for other optimizers."""
    following, refused = state.slot("gamma"), state.slot("rejected")
    if following is None or refused is None or int(refused) == TRIALS:
        return math.nan
    return float(following) / 2  # which is doubled once accepted


def rejected(state: State) -> float:
    """How many values of γ were refused on the way here: none before the first step."""
    refused = state.slot("rejected")
    return float(refused) if refused is not None else (math.nan if state.step else 0.0)
