"""Which classes the outliers of the spectrum belong to."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from descentkernels.curvature import class_attribution

from descentlab.meanings.class_attribution import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.measurements._padding import padded
from descentlab.notation import numbered
from descentlab.runs.point import Point
from descentlab.schedule import Every, Schedule

#: Classes at most; a problem with fewer leaves the rest unmeasured.
CLASSES = 10
#: What eigenvectors are projected onto.
SPANS = ("class means", "cross-class means")


class ClassAttribution(Measurement):
    """The top eigenvectors of H beside the class means of the Gauss-Newton matrix (Papyan, 2019).

    `attribution` [k, C] is the squared cosine of each eigenvector with each class mean, `explained`
    [2, k] the share of each eigenvector within the span of all class means and within that of all
    cross-class means, and `class_mean_eigenvalues` [C] are the outliers that the class means alone
    would make.
    """

    name = "class_attribution"
    reads_settings = False
    needs = ("eigenvalues",)

    def __init__(self, k: int, schedule: Schedule = Every(50)) -> None:  # noqa: B008 (frozen)
        self.k, self.schedule = k, schedule
        vector, label = ("eigenvector", k), ("class", CLASSES)
        vectors = numbered("u", k)
        self.series = explained(
            MEANINGS,
            SeriesSpec(
                "attribution", "cos² with the class mean", "", (vector, label), vectors, whole=True
            ),
            SeriesSpec("explained_rank", "rank", "", (vector,), whole=True),
            SeriesSpec(
                "explained", "share explained", "", (("span", 2), vector), SPANS, whole=True
            ),
            SeriesSpec(
                "class_mean_eigenvalues", "eigenvalues of the class means", "", (label,), whole=True
            ),
        )

    def measure(self, point: Point, artefact: Any) -> Reading:
        problem = point.problem
        if problem.classes is None:  # a regression
            unknown = {spec.name: np.full(spec.shape, np.nan) for spec in self.series}
            return Reading({**unknown, "explained_rank": np.arange(1.0, self.k + 1)})
        vectors = point.artefacts["eigenvalues"].pairs.vectors[: self.k]
        found = class_attribution(
            problem.objective, point.state.w, vectors, problem.classes, cross=True
        )
        explained = torch.stack([found.explained, found.explained_cross])
        return Reading(
            {
                "attribution": padded(found.overlap, self.k, CLASSES),
                "explained_rank": np.arange(1.0, self.k + 1),
                "explained": padded(explained, 2, self.k),
                "class_mean_eigenvalues": padded(found.eigenvalues, CLASSES),
            }
        )
