"""What of the Hessian's top comes from the data, and what from the network's own curvature."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from descentkernels import top_eigenpairs
from descentkernels.curvature import gauss_newton, residual
from torch import Tensor

from descentlab.meanings.gauss_newton_split import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.runs.point import Point
from descentlab.schedule import Every, Schedule

PARTS = ("H", "G", "R = H − G")


@dataclass(frozen=True)
class Split:
    """Where the next reading's searches start from."""

    gauss_newton: Tensor  # [k + guard, P]
    residual: Tensor  # [k + guard, P]


class GaussNewtonSplit(Measurement):
    """The top k eigenvalues of H, of the Gauss-Newton matrix G and of R = H − G, by rank.

    Those of H are the ones tracked along the run. Sagun, Evci, Güney, Dauphin & Bottou (2017).
    """

    name = "gauss_newton_split"
    reads_settings = False
    needs = ("eigenvalues",)

    def __init__(
        self,
        k: int,
        schedule: Schedule = Every(50),  # noqa: B008 (frozen)
        tol: float = 2e-2,
    ) -> None:
        self.k, self.schedule, self.tol = k, schedule, tol
        rank = ("rank", k)
        self.series = explained(
            MEANINGS,
            SeriesSpec("split_rank", "rank", "", (rank,), whole=True),
            SeriesSpec(
                "split", "eigenvalues of H, G and R", "", (("part", 3), rank), PARTS, whole=True
            ),
        )

    def measure(self, point: Point, artefact: Split | None) -> Reading:
        problem, w = point.problem, point.state.w
        options = {
            "tol": self.tol,
            "max_hvps": 60,
            "generator": point.generator(self.name),
            "device": problem.objective.device,
            "dtype": problem.objective.dtype,
        }
        k = min(self.k, problem.objective.dim)
        values = np.full((3, self.k), np.nan)
        top = point.artefacts["eigenvalues"].pairs.values[:k]
        values[0, : len(top)] = top.cpu().numpy()
        found = []
        for row, (matrix, start) in enumerate(
            (
                (gauss_newton(problem.objective, w), artefact and artefact.gauss_newton),
                (residual(problem.objective, w), artefact and artefact.residual),
            ),
            start=1,
        ):
            pairs = top_eigenpairs(matrix, problem.objective.dim, k, start=start, **options)
            values[row, :k] = pairs.values.cpu().numpy()
            found.append(pairs.block)
        rank = np.arange(1.0, self.k + 1)
        return Reading({"split_rank": rank, "split": values}, Split(*found))
