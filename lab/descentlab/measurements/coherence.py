"""How many examples each example's gradient helps, with and without the swing at the edge."""

from __future__ import annotations

from typing import Any

import numpy as np
from descentkernels import ModuleObjective, conflict
from torch import Tensor

from descentlab.meanings.coherence import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.processes.robust_descent import without_swing
from descentlab.runs.point import Point
from descentlab.schedule import Every, Schedule


class Coherence(Measurement):
    """nα = n‖ḡ‖²/mean‖gᵢ‖² of each network's n examples (Chatterjee & Zielinski, 2022).

    `coherence` [m] at the weights, `coherence_calm` [m] halfway between them and those a step
    before, where a swing of period two along the sharpest direction is gone; `noise_scale` [m] is
    (1 − α)/α there (McCandlish et al., 2018). Norms only, no gradient of an example is kept.
    The swing turns round at every step, so the schedule's n should be odd to meet both sides.
    """

    name = "coherence"
    reads_settings = False

    def __init__(self, names: tuple[str, ...], schedule: Schedule = Every(5)) -> None:  # noqa: B008
        self.schedule = schedule
        dims = (("network", len(names)),)
        self.series = explained(
            MEANINGS,
            SeriesSpec("coherence", "m-coherence nα", "", dims, names, log=True),
            SeriesSpec("coherence_calm", "m-coherence nα, swing out", "", dims, names, log=True),
            SeriesSpec("noise_scale", "noise scale (1 − α)/α", "examples", dims, names, log=True),
        )

    def measure(self, point: Point, artefact: Any) -> Reading:
        problem, calm = point.problem, without_swing(point)
        here = _alphas(problem, point.state.w)
        there = here if calm is None else _alphas(problem, calm)  # nothing swings at the start
        count = len(problem.classes)
        # nothing that is infinite can be drawn: all gradients cancel, as good as never
        noise = conflict.noise_scale(np.where(there > 0, there, np.nan))
        values = {"coherence": count * here, "coherence_calm": count * there, "noise_scale": noise}
        return Reading(values)


def _alphas(problem: Any, w: Tensor) -> np.ndarray:
    """α [m] of every network at the weights w [P] of all."""
    parts = problem.parts.values()
    return np.array([_alpha(o, w[p]) for o, p in zip(problem.alone, parts, strict=True)])


def _alpha(objective: ModuleObjective, w: Tensor) -> float:
    squares = conflict.example_norms(objective, w).double().square().mean()
    mean = objective.gradient(w).double().square().sum()
    return float(conflict.coherence_of_moments(squares, mean))
