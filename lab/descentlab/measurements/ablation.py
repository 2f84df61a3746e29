"""How sharp the loss would be here without some of its examples."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from descentkernels import Track, curvature, track_eigenpairs

from descentlab.meanings.ablation import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.processes.discrete import rule_of
from descentlab.runs.point import Point
from descentlab.schedule import Every, Schedule


class Ablation(Measurement):
    """The largest eigenvalue of P⁻¹H at the same weights, of the loss with and without outliers.

    `ablation` [2]: with the setting `outlier_weight` at 1 and at 0, whatever it is now. P is the
    optimizer's preconditioner in force (for gradient descent 1/η), so that the edge is at 2.
    """

    name = "ablation"

    def __init__(self, schedule: Schedule = Every(5, steered=True)) -> None:  # noqa: B008 (frozen)
        self.schedule = schedule
        names = ("all examples", "without the opposing")
        self.series = explained(
            MEANINGS,
            SeriesSpec("ablation", "largest eigenvalue of P⁻¹H", "", (("loss", 2),), names),
        )

    def measure(self, point: Point, artefact: tuple[str, list[Track]] | None) -> Reading:
        rule = rule_of(point.settings)
        metric, half = rule.metric(point), rule.threshold(point) / 2
        known = artefact[1] if artefact is not None and artefact[0] == rule.title else (None, None)
        tracks = []
        for weight, track in zip((1.0, 0.0), known, strict=True):
            settings: Any = replace(point.settings, outlier_weight=weight)
            hvp = point.problem.trained(settings).linearize(point.state.w).hvp
            found = track_eigenpairs(
                hvp if metric is None else curvature.preconditioned(hvp, metric),
                point.state.w,
                1,
                track,
                accuracy=None,
                tol=2e-2,
                max_hvps=24 if track is not None else 200,
                generator=point.generator("ablation"),
            )
            tracks.append(found)
        values = [float(track.pairs.values[0]) / half for track in tracks]
        return Reading({"ablation": values}, (rule.title, tracks))
