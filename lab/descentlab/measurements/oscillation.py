"""How the run swings along the sharpest direction."""

from __future__ import annotations

from typing import Any

from descentlab.meanings.meaning import explained
from descentlab.meanings.oscillation import MEANINGS
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.runs.point import Point


class Oscillation(Measurement):
    """u₁ᵀ∇L(w): the gradient's part along the top eigenvector.

    Beyond the threshold each step overshoots the valley floor, so this changes sign every step.
    The sign of u₁ is carried from step to step, so a change of sign is the run's, not the
    eigensolver's. `reads_settings`: where a live setting changes the loss or the optimizer.
    """

    name = "oscillation"
    needs = ("eigenvalues",)
    series = explained(
        MEANINGS, SeriesSpec("oscillation", "gradient along the top eigenvector u₁ᵀ∇L")
    )

    def __init__(self, *, reads_settings: bool = False) -> None:
        self.reads_settings = reads_settings

    def measure(self, point: Point, artefact: Any) -> Reading:
        top = point.artefacts["eigenvalues"].top
        return Reading({"oscillation": float(top @ point.gradient)})
