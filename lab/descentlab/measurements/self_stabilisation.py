"""Progressive sharpening and the push against it, step by step."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from descentkernels import stability
from descentkernels.flows import midpoint
from torch import Tensor

from descentlab.learning_rate import learning_rate
from descentlab.meanings.meaning import explained
from descentlab.meanings.self_stabilisation import MEANINGS
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.runs.point import Point

#: Steps that running means go over.
WINDOW = 10
RATES = ("progressive sharpening ηα", "cubic push −½ηβx²", "their sum", "measured")
MOMENTS = ("ηα", "½ηβ", "x²", "Δλ₁")


@dataclass(frozen=True)
class Passed:
    """A step the run came through."""

    step: int
    w: Tensor  # [P]
    top: Tensor  # [P] u₁
    sharpness: float  # λ₁
    rate: float  # η
    row: tuple[float, ...] = ()  # what was read on coming there, in the order of `MOMENTS`


class SelfStabilisation(Measurement):
    """The change of λ₁ beside what the loss's cubic term says of it (Damian et al., 2023).

    A row tells of the step before, t − 1, whose midpoint w* = ¼(w_{t−2} + 2w_{t−1} + w_t) is now
    known. There, with u = u₁ at w_{t−1}, x = u·(w_{t−1} − w*) the swing and ∇λ = ∇(uᵀHu) at w*:

    `sharpening_moments` [4]: ηα = −η∇L·∇λ, by which gradient flow would sharpen in a step; ½ηβ with
    β = ‖∇λ‖² (both without their parts along u); x²; the change measured, ½(λ_t − λ_{t−2}).
    `sharpening_rates` [4]: ηα, the cubic push −½ηβx², their sum and the measured change, means over
    the last 10 steps.
    `swing_amplitude` [2]: the root mean square of x over 10 steps, and √(2α/β) of the means, the
    swing that would hold λ₁; NaN where gradient flow flattens by itself.

    A gradient and one third derivative a step. NaN until three steps are known.
    """

    name = "self_stabilisation"
    needs = ("eigenvalues",)
    series = explained(
        MEANINGS,
        SeriesSpec("sharpening_rates", "change of λ₁ in a step", "", (("rate", 4),), RATES),
        SeriesSpec(
            "swing_amplitude",
            "swing along u₁",
            "",
            (("amplitude", 2),),
            ("measured", "√(2α/β), which holds λ₁"),
        ),
        SeriesSpec("sharpening_moments", "parts of one step", "", (("moment", 4),), MOMENTS),
    )

    def measure(self, point: Point, artefact: tuple[Passed, ...] | None) -> Reading:
        step, w, pairs = point.state.step, point.state.w, point.artefacts["eigenvalues"].pairs
        # a command measures its step anew: what was read there before it does not count
        past = tuple(p for p in artefact or () if p.step < step)
        rate = learning_rate(point.settings, step)
        now = Passed(step, w, pairs.vectors[0], float(pairs.values[0]), rate)
        if len(past) < 2:
            return Reading({s.name: np.full(s.shape, np.nan) for s in self.series}, (*past, now))
        now = replace(now, row=_row(point, *past[-2:], now))
        past = (*past, now)[-WINDOW:]
        rows = np.array([p.row for p in past if p.row])
        progressive, restoring, square, measured = rows.mean(0)
        push = -(rows[:, 1] * rows[:, 2]).mean()
        needed = (progressive / restoring) ** 0.5 if min(progressive, restoring) > 0 else np.nan
        values = {
            "sharpening_rates": [progressive, push, progressive + push, measured],
            "swing_amplitude": [square**0.5, needed],
            "sharpening_moments": now.row,
        }
        return Reading(values, past)


def _row(point: Point, before: Passed, at: Passed, after: Passed) -> tuple[float, ...]:
    """What `MOMENTS` names, of the step `at`."""
    middle = midpoint(before.w, at.w, after.w)
    found = stability.self_stabilisation(point.problem.objective, middle, at.top)
    swing = float(at.top @ (at.w - middle))
    return (
        at.rate * found.progressive,
        at.rate * found.restoring / 2,
        swing**2,
        (after.sharpness - before.sharpness) / 2,
    )
