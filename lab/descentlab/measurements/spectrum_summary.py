"""A whole spectrum in a few numbers."""

from __future__ import annotations

from typing import Any

from descentkernels.traces import spectral_summary

from descentlab.meanings.meaning import explained
from descentlab.meanings.spectrum_summary import MEANINGS
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.runs.point import Point
from descentlab.schedule import Every, Schedule


class SpectrumSummary(Measurement):
    """tr H, ‖H‖_F and the stable rank ‖H‖_F²/‖H‖₂², each with the half-width of its 95 % interval.

    The tracked eigenpairs enter exactly; the rest is estimated from `max_hvps` products.
    """

    name = "spectrum_summary"
    reads_settings = False
    needs = ("eigenvalues",)

    def __init__(self, schedule: Schedule = Every(20), max_hvps: int = 24) -> None:  # noqa: B008
        self.schedule, self.max_hvps = schedule, max_hvps
        pair = (("estimate", 2),)
        self.series = explained(
            MEANINGS,
            SeriesSpec("trace", "trace of the Hessian", "", pair, ("tr H", "± 95 %")),
            SeriesSpec("frobenius_norm", "Frobenius norm", "", pair, ("‖H‖_F", "± 95 %")),
            SeriesSpec("stable_rank", "stable rank", "", pair, ("‖H‖_F²/‖H‖²", "± 95 %")),
        )

    def measure(self, point: Point, artefact: Any) -> Reading:
        objective = point.problem.objective
        found = spectral_summary(
            point.linearization.hvp,
            objective.dim,
            max_hvps=self.max_hvps,
            deflate=point.artefacts["eigenvalues"].pairs,
            generator=point.generator(self.name),
            device=objective.device,
            dtype=objective.dtype,
        )
        named = {
            "trace": found.trace,
            "frobenius_norm": found.frobenius,
            "stable_rank": found.stable_rank,
        }
        return Reading({name: [e.value, e.half_width] for name, e in named.items()})
