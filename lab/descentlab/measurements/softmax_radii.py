"""How far the next step goes, against where softmax's singularities stand along it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from descentkernels import radius
from descentkernels.curvature import directional
from torch import Tensor

from descentlab.meanings.meaning import explained
from descentlab.meanings.softmax_radii import MEANINGS
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.measurements._curvature_length import curvature_length
from descentlab.measurements._lens import way
from descentlab.processes.controlled import Controlled
from descentlab.runs.point import Point

RADII = ("ρ_a", "ρ_m", "t_c", "τ", "last, as taken")


@dataclass(frozen=True)
class StepAhead:
    """The step the optimizer would take from here by itself, and the softmax along its way."""

    length: float  # τ = ‖p‖
    direction: Tensor  # v [P], p/τ unless the lens looks elsewhere; 0 where there is none
    ray: radius.Ray  # at the lens's temperature
    answers: Tensor  # [n] the class each example is given here


class SoftmaxRadii(Measurement):
    """Radii of the batch along the step ahead, and how the step compares (Sao, 2026).

    `radii` [5]: the least ρ_a and ρ_m of all examples, in distance in weight space; the length
    t_c = −2∇Lᵀv/vᵀHv at which the loss's quadratic along the step is back where it began; the
    length τ of the step the optimizer proposes; and that of the last step, as the controller let it
    be. `step_ratio`: r = τ/ρ_a. `answers` [2]: the share of examples whose two largest logits
    differ by less than rπ, which to first order may change their answer at this step, and the share
    that did at the last one. NaN where infinite or undefined: no step, no bend upwards. One JVP and
    one Hessian product a step.
    """

    name = "softmax_radii"
    series = explained(
        MEANINGS,
        SeriesSpec(
            "radii", "distance in weight space", "", (("radius", len(RADII)),), RADII, log=True
        ),
        SeriesSpec("step_ratio", "step / radius", "", (), ("r = τ/ρ_a",)),
        SeriesSpec(
            "answers", "share", "", (("share", 2),), ("margin < rπ", "changed in the last step")
        ),
    )

    def __init__(self, process: Controlled) -> None:
        self.process = process

    def measure(self, point: Point, artefact: StepAhead | None) -> Reading:
        step = self.process.proposed(point)
        length = float(torch.linalg.vector_norm(step, dtype=torch.float64))
        along = way(point, step, None if artefact is None else artefact.direction)
        norm = float(torch.linalg.vector_norm(along, dtype=torch.float64))
        direction = along / norm if norm else torch.zeros_like(along)
        objective, w = point.problem.objective, point.state.w
        ray = radius.ray_along(objective, w, along).at_temperature(point.settings.temperature)
        control = point.state.carried
        answers = ray.logits.argmax(1)
        ahead = StepAhead(length, direction, ray, answers)
        bend = float(directional(point.linearization.hvp, direction[None])[0])
        found = np.array(
            [
                float(radius.spread_radius(ray).min()),
                float(radius.margin_radius(ray).min()),
                curvature_length(point.gradient, along, bend) if norm else np.nan,
                length,
                control.taken.length if control.taken is not None else np.nan,
            ]
        )
        found[~np.isfinite(found)] = np.nan
        r = length / found[0]
        changed = np.nan
        if artefact is not None:
            changed = float((answers != artefact.answers).double().mean())
        values = {
            "radii": found,
            "step_ratio": r,
            "answers": [radius.at_risk(ray, r) if np.isfinite(r) else np.nan, changed],
        }
        return Reading(values, ahead)


def bare(values: Tensor) -> np.ndarray:
    """As float64 numbers, those that are not finite as NaN."""
    return torch.where(values.isfinite(), values, torch.nan).double().cpu().numpy()
