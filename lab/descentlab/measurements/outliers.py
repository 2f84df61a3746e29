"""How many eigenvalues stand apart from the rest."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from descentlab.meanings.meaning import explained
from descentlab.meanings.outliers import MEANINGS
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.runs.point import Point

#: The widest gap is looked for among the first so many.
FIRST = 12


class Outliers(Measurement):
    """The place and the size of the widest gap among the top eigenvalues.

    `outlier_count` is the i that maximises (λᵢ − ρᵢ)/(λᵢ₊₁ + ρᵢ₊₁) over i ≤ 12, with ρ the
    residuals, and `outlier_gap` that ratio: what the gap is at least, whatever the search for
    eigenvalues has left open. Needs k > 12 eigenvalues to look among all of them.
    """

    name = "outliers"
    reads_settings = False
    needs = ("eigenvalues",)
    series = explained(
        MEANINGS,
        SeriesSpec("outlier_count", "eigenvalues above the widest gap"),
        SeriesSpec("outlier_gap", "widest gap λᵢ/λᵢ₊₁"),
    )

    def measure(self, point: Point, artefact: Any) -> Reading:
        pairs = point.artefacts["eigenvalues"].pairs
        surely, at_most = pairs.values - pairs.residuals, pairs.values + pairs.residuals
        ratios = (surely[:-1] / at_most[1:].clamp(min=1e-12))[:FIRST]
        # a gap counts between positive eigenvalues only
        ratios = torch.where(surely[:-1][:FIRST] > 0, ratios, 0.0)
        if not len(ratios) or not torch.isfinite(ratios).all() or not (ratios > 0).any():
            return Reading({"outlier_count": np.nan, "outlier_gap": np.nan})
        widest = int(ratios.argmax())
        return Reading({"outlier_count": widest + 1.0, "outlier_gap": float(ratios[widest])})
