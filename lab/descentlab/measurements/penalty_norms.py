"""The L1 norm of what a penalty on it comes to."""

from __future__ import annotations

from typing import Any

import numpy as np

from descentlab.learning_rate import learning_rate
from descentlab.meanings.meaning import explained
from descentlab.meanings.penalty_norms import MEANINGS
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.problems._lasso_minimum import minimum
from descentlab.processes.penalty_path import NAMES, PENALTIES
from descentlab.runs.point import Point
from descentlab.schedule import Every

#: Steps that "late" goes over.
WINDOW = 100
#: The penalties whose course is drawn.
DRAWN = ("λ = 0", "λ = 0.5", "λ = 1", "λ = 2", "λ = 5")
LINES = ("late iterates", "the minimiser", "the kink's own hopping, ½dηλ")


class PenaltyNorms(Measurement):
    """The run and those with other penalties, by their norms.

    `l1_norms` [6]: Σ|x|. `two_weights` [2]: x₂ and x₃ of the run, whose true values are zero.
    """

    name = "penalty_norms"
    series = explained(
        MEANINGS,
        SeriesSpec("l1_norms", "Σ|x|", "", (("penalty", 6),), ("the run", *DRAWN), log=True),
        SeriesSpec("two_weights", "two weights", "", (("axis", 2),), ("x₂", "x₃")),
    )

    def measure(self, point: Point, artefact: tuple | None) -> Reading:
        """The artefact: (step, η by which it is left, norms of all penalties) of the last steps."""
        state = point.state
        norms = {name: float(w.abs().sum()) for name, w in state.others}
        now = (state.step, learning_rate(point.settings, state.step), tuple(norms.values()))
        past = tuple(row for row in artefact or () if row[0] < state.step)
        two = np.full(2, np.nan)
        two[: len(state.w[1:3])] = state.w[1:3].numpy()
        own = float(state.w.abs().sum())
        values = {"l1_norms": [own, *(norms[name] for name in DRAWN)], "two_weights": two}
        return Reading(values, (*past, now)[-WINDOW:])


class PenaltyProfile(Measurement):
    """Late-iterate norms against the penalty, beside the minimiser's.

    `penalty_profile` [3, 9]: for each of `PENALTIES` the mean of Σ|x| over the last 100 steps; Σ|x|
    of the minimiser; and what hopping over the kink makes of a weight whose minimiser is zero.
    There, x⁺ ≈ x − ηλ sign x visits x and x − ηλ in turn, |x| = ½ηλ on average, ½dηλ for d weights;
    with a rounded kink the orbit ±x has √(x² + δ²) = ½ηλ, and there is none where ½ηλ < δ.
    """

    name = "penalty_profile"
    needs = ("penalty_norms",)
    schedule = Every(20)
    series = explained(
        MEANINGS,
        SeriesSpec("penalties", "penalty λ", "", (("penalty", len(NAMES)),), whole=True),
        SeriesSpec(
            "penalty_profile",
            "Σ|x|",
            "",
            (("line", 3), ("penalty", len(NAMES))),
            LINES,
            whole=True,
        ),
    )

    def measure(self, point: Point, artefact: Any) -> Reading:
        past, settings = point.artefacts["penalty_norms"], point.settings
        rounding = settings.rounding if settings.kink == "rounded" else 0.0
        least = artefact
        if least is None:
            at = (minimum(*point.state.carried, penalty, rounding) for penalty in PENALTIES)
            least = tuple(float(x.abs().sum()) for x in at)
        late = np.mean([norms for *_, norms in past], axis=0)
        half = np.mean([rate for _, rate, _ in past]) * np.array(PENALTIES) / 2
        hopping = len(point.state.w) * np.sqrt(np.maximum(half**2 - rounding**2, 0))
        values = {"penalties": np.array(PENALTIES), "penalty_profile": [late, least, hopping]}
        return Reading(values, least)
