"""How far the next step goes, against where softmax's singularities stand along it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from descentkernels import radius
from descentkernels.curvature import directional
from torch import Tensor

from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.measurements._curvature_length import curvature_length
from descentlab.measurements._lens import way
from descentlab.processes.controlled import Controlled
from descentlab.runs.point import Point

RADII = ("ρ_a", "ρ_m", "ρ*", "t_c", "τ", "last, as taken")


@dataclass(frozen=True)
class StepAhead:
    """The step the optimizer would take from here by itself, and the softmax along its way."""

    length: float  # τ = ‖p‖
    direction: Tensor  # v [P], p/τ unless the lens looks elsewhere; 0 where there is none
    ray: radius.Ray  # at the lens's temperature
    least: radius.BatchRadius
    answers: Tensor  # [n] the class each example is given here

    @property
    def nearest(self) -> float:
        """The least ρ* of the batch, or a bound on it where it is not certified."""
        return self.least.radius if self.least.certified else self.least.bound


class SoftmaxRadii(Measurement):
    """Radii of the batch along the step ahead, and how the step compares (Sao, 2026).

    `radii` [6]: the least ρ_a, ρ_m and ρ* of all examples, in distance in weight space; the length
    t_c = −2∇Lᵀv/vᵀHv at which the loss's quadratic along the step is back where it began; the
    length τ of the step the optimizer proposes; and that of the last step, as the controller let it
    be. `step_ratio` [2]: r = τ/ρ_a and τ/ρ*. `answers` [2]: the share of examples whose two largest
    logits differ by less than rπ, which to first order may change their answer at this step, and
    the share that did at the last one. NaN where infinite or undefined: no step, no bend upwards.
    One JVP, one Hessian product and some exact solves a step.
    """

    name = "softmax_radii"
    series = (
        SeriesSpec(
            "radii", "distance in weight space", "", (("radius", len(RADII)),), RADII, log=True
        ),
        SeriesSpec("step_ratio", "step / radius", "", (("ratio", 2),), ("r = τ/ρ_a", "τ/ρ*")),
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
        ahead = StepAhead(length, direction, ray, radius.batch_radius(ray), answers)
        bend = float(directional(point.linearization.hvp, direction[None])[0])
        found = np.array(
            [
                float(radius.spread_radius(ray).min()),
                float(radius.margin_radius(ray).min()),
                ahead.nearest,
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
            "step_ratio": [r, length / found[2]],
            "answers": [radius.at_risk(ray, r) if np.isfinite(r) else np.nan, changed],
        }
        return Reading(values, ahead)


def example_of(point: Point, ahead: StepAhead) -> int:
    """Number of the example whose ghosts are drawn: the one chosen, or the most fragile."""
    chosen = point.settings.sample
    if 0 <= chosen < len(ahead.ray):
        return chosen
    return max(ahead.least.example, 0)


def bare(values: Tensor) -> np.ndarray:
    """As float64 numbers, those that are not finite as NaN."""
    return torch.where(values.isfinite(), values, torch.nan).double().cpu().numpy()
