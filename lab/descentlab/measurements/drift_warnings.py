"""Where each flow of gradient descent's drift breaks down."""

from __future__ import annotations

import math
from typing import Any

from descentkernels.flows import drift

from descentlab.meanings.drift_warnings import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.processes.discrete import rule_of
from descentlab.processes.drift import FLOWS, PRINCIPAL
from descentlab.runs.point import Point
from descentlab.update_rules.base import UpdateRule


class DriftWarnings(Measurement):
    """ηλ₁ ≥ ηλ₂ ≥ ηλ₃ at the run, against the values where flows part from gradient descent.

    At ηλ = 1 a step ends in the valley's floor and beyond it changes sides, which no real flow
    does; at 2 it diverges. `drift_steps` [2] are η in force and 2/‖Hĝ‖, at which the drift is as
    long as the gradient. What the flows themselves report is told as remarks.
    """

    name = "drift_warnings"
    needs = ("eigenvalues",)

    def __init__(self, rule: UpdateRule | None = None, k: int = 3) -> None:
        self._rule, self.k = rule, k
        names = tuple(f"ηλ{i}" for i in "₁₂₃₄₅"[:k])
        dims = (("eigenvalue", k),)
        steps = ("η", "2/‖Hĝ‖")
        self.series = explained(
            MEANINGS,
            SeriesSpec("scaled_eigenvalues", "ηλ", "", dims, names),
            SeriesSpec("drift_steps", "learning rate", "", (("source", 2),), steps, log=True),
        )

    def measure(self, point: Point, artefact: Any) -> Reading:
        lr = rule_of(point.settings, self._rule).rate(point)
        values = [lr * v for v in point.artefacts["eigenvalues"].pairs.values.tolist()]
        values = (values + [float("nan")] * self.k)[: self.k]
        told = [
            f"{name}: {following.trouble or following.warning}"
            for name, following in zip(FLOWS, point.state.carried, strict=True)
            if following.trouble or (name == PRINCIPAL and following.warning)
        ]
        allowed = float(drift.drift_adjusted_lr(point.problem.objective, point.state.w))
        steps = [lr, allowed if math.isfinite(allowed) else float("nan")]
        found = {"scaled_eigenvalues": values, "drift_steps": steps}
        return Reading(found, values[0], tuple(told))
