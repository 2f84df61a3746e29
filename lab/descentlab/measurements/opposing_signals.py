"""Which examples pull the oscillation to and fro."""

from __future__ import annotations

import numpy as np
import torch
from descentkernels import stability

from descentlab.errors import LabError
from descentlab.meanings.meaning import explained
from descentlab.meanings.opposing_signals import MEANINGS
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.runs.point import Point
from descentlab.schedule import Every, Schedule

#: Examples shown at each end.
SHOWN = 8
#: The largest part of the examples whose share of the signal is told.
PART = 0.06
ENDS = ("u₁ raises their loss", "u₁ lowers their loss")


class OpposingSignals(Measurement):
    """Examples ranked by ∇ℓᵢ·u₁, u₁ the sharpest direction (Rosenfeld & Risteski, 2024).

    `signal_shares` [4]: of Σ(∇ℓᵢ·u₁)², the share of the largest 6 % of all examples; the share of
    the planted groups; the share of the examples with the largest |∇ℓᵢ·u₁|, as many as are planted,
    that are planted; and the cancellation |Σ∇ℓᵢ·u₁| / Σ|∇ℓᵢ·u₁|, 0 where signals oppose in full.
    `group_images` [2, 8, h, w] are the examples with the most positive and the most negative
    projections, `group_scores` [2, 8] their ∇ℓᵢ·u₁. The sign of u₁ is carried along the run.
    """

    name = "opposing_signals"
    needs = ("eigenvalues",)

    def __init__(self, size: tuple[int, int], schedule: Schedule = Every(5)) -> None:  # noqa: B008
        self.schedule = schedule
        ends, shown = ("end", 2), ("example", SHOWN)
        pixels = (("row", size[0]), ("column", size[1]))
        self.series = explained(
            MEANINGS,
            SeriesSpec(
                "signal_shares",
                "share",
                "",
                (("share", 4),),
                (
                    f"Σ(g·u₁)² in the top {PART:.0%}",
                    "Σ(g·u₁)² in the planted",
                    "planted among the top",
                    "cancellation",
                ),
            ),
            SeriesSpec(
                "group_images", "the examples at both ends", "", (ends, shown, *pixels), whole=True
            ),
            SeriesSpec("group_scores", "∇ℓ·u₁ of each", "", (ends, shown), ENDS, whole=True),
        )

    def measure(self, point: Point, artefact: None) -> Reading:
        problem = point.problem
        if problem.images is None or not problem.groups:
            raise LabError(
                "opposing_signals: expected a problem with images and groups; found none."
            )
        count = len(problem.images)
        shown = min(SHOWN, count // 2)
        found = stability.opposing_signals(
            problem.objective, point.state.w, point.artefacts["eigenvalues"].top, group=shown
        )
        signals = found.projections
        planted = torch.cat(tuple(problem.groups.values()))
        squares = signals.square()
        top = squares.argsort(descending=True)[: len(planted)]
        shares = [
            found.share(round(PART * count)),
            float(squares[planted].sum() / squares.sum()) if len(planted) else np.nan,
            float(torch.isin(top, planted).double().mean()) if len(planted) else np.nan,
            found.cancellation,
        ]
        images = np.full(self.series[1].shape, np.nan)
        scores = np.full(self.series[2].shape, np.nan)
        for end, members in enumerate((found.positive, found.negative)):
            images[end, :shown] = problem.images[members].numpy()
            scores[end, :shown] = signals[members].numpy()
        return Reading({"signal_shares": shares, "group_images": images, "group_scores": scores})
