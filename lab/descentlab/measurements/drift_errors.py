"""How far one step is from each flow, for shorter and for longer steps."""

from __future__ import annotations

from functools import partial
from typing import Any

import torch
from descentkernels.flows import drift

from descentlab.meanings.drift_errors import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.processes.discrete import rule_of
from descentlab.processes.drift import FLOWS
from descentlab.runs.point import Point
from descentlab.schedule import Schedule, WhenPaused
from descentlab.update_rules.base import UpdateRule

#: log₂ of the step sizes tried over the present one.
HALVINGS = torch.arange(-4.0, 2.5, 1.0, dtype=torch.float64)


class DriftErrors(Measurement):
    """‖w(1) − (w − h∇L)‖ from the present w, w(t) each flow with step size h, a step a unit.

    `step_errors` [3, 7] over `log_steps` [7], log₂(h/η). NaN where a flow cannot be followed for a
    whole unit to 1e-6 of its way.
    """

    name = "drift_errors"
    needs = ("eigenvalues",)

    def __init__(self, rule: UpdateRule | None = None, schedule: Schedule = WhenPaused()) -> None:  # noqa: B008
        self._rule, self.schedule = rule, schedule
        size = ("size", len(HALVINGS))
        self.series = explained(
            MEANINGS,
            SeriesSpec("log_steps", "log₂(h/η)", "", (size,), whole=True),
            SeriesSpec(
                "step_errors",
                "error of a step",
                "",
                (("flow", len(FLOWS)), size),
                FLOWS,
                log=True,
                whole=True,
            ),
        )

    def measure(self, point: Point, artefact: Any) -> Reading:
        lr = rule_of(point.settings, self._rule).rate(point)
        errors = [self._errors(point, lr * 2 ** float(n)) for n in HALVINGS]
        values = torch.tensor(errors, dtype=torch.float64).T
        return Reading({"log_steps": HALVINGS.numpy(), "step_errors": values.numpy()})

    def _errors(self, point: Point, lr: float) -> list[float]:
        objective, w = point.problem.objective, point.state.w
        pairs = point.artefacts["eigenvalues"].pairs
        velocities = (
            partial(drift.modified_velocity, objective, lr=lr, order=1),
            partial(drift.modified_velocity, objective, lr=lr, order=2),
            lambda at: drift.principal_velocity(objective, at, lr, pairs).real,
        )
        found = []
        for velocity in velocities:
            way = drift.integrate(velocity, w, tol=1e-6, max_evaluations=120)
            error = float((way.w - (w - lr * point.gradient)).norm())
            found.append(float("nan") if way.trouble or not error > 0 else error)
        return found
