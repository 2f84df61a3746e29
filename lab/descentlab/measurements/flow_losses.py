"""The loss of the run, of its midpoint and of its flows, and the average the flow predicts."""

from __future__ import annotations

import numpy as np
from descentkernels import flows

from descentlab.meanings.flow_losses import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.processes.comparison import CENTRAL, MIDPOINT, STABLE
from descentlab.processes.discrete import rule_of
from descentlab.runs.point import Point

COLUMNS = ("discrete", MIDPOINT, CENTRAL, STABLE, "predicted average")


class FlowLosses(Measurement):
    """L at each of them, and L(w̄) + ½⟨H, Σ⟩: the central flow's prediction of the mean of L(w_t).

    `average` is that mean as it was: of the losses of the last `window` steps. `gradients` are
    the same two for ‖∇L‖²: predicted ‖∇L(w̄)‖² + tr(HΣH), and the mean over the window (Cohen et
    al., 2025).
    """

    name = "flow_losses"
    reads_settings = False

    def __init__(self, window: int = 20) -> None:
        self.window = window
        names = (*COLUMNS, f"mean of the last {window}")
        pair = ("predicted average", names[-1])
        self.series = explained(
            MEANINGS,
            SeriesSpec(
                "flow_losses", "training loss", "", (("process", len(names)),), names, log=True
            ),
            SeriesSpec(
                "flow_gradients", "squared gradient ‖∇L‖²", "", (("source", 2),), pair, log=True
            ),
        )

    def measure(self, point: Point, artefact: tuple[tuple[float, float], ...] | None) -> Reading:
        objective, state, g = point.problem.objective, point.state, point.gradient
        here = (float(point.value), float(g @ g))
        past = (*(artefact or ()), here)[-self.window :]
        others = dict(state.others)
        losses = {name: float("nan") for name in COLUMNS} | {"discrete": here[0]}
        losses[MIDPOINT] = float(objective.value(others[MIDPOINT]))
        central, predicted = state.carried.central, float("nan")
        if central is not None:
            form = rule_of(point.settings).form(point.settings, state.step)
            value, gradient = objective.value_and_gradient(central.w)
            losses[CENTRAL] = float(value)
            losses["predicted average"] = float(flows.predicted_loss(value, central))
            predicted = float(flows.predicted_squared_gradient(gradient, central, form))
        if state.carried.stable is not None:
            losses[STABLE] = float(objective.value(state.carried.stable.w))
        loss, square = np.mean(past, axis=0)
        values = {"flow_losses": [*losses.values(), loss], "flow_gradients": [predicted, square]}
        return Reading(values, past)
