"""The most negative eigenvalues of the Hessian."""

from __future__ import annotations

from descentkernels import extremal_eigenpairs
from torch import Tensor

from descentlab.meanings.bottom_eigenvalues import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.measurements._padding import padded
from descentlab.notation import numbered
from descentlab.runs.point import Point
from descentlab.schedule import Every, Schedule


class BottomEigenvalues(Measurement):
    """The k smallest eigenvalues of ∇²L(w), each with its residual ‖Hu − λu‖₂.

    Where the least is negative the weights are at no minimum: the loss curves down along its
    eigenvector.
    """

    name = "bottom_eigenvalues"
    reads_settings = False

    def __init__(
        self,
        k: int = 2,
        schedule: Schedule = Every(10),  # noqa: B008 (frozen)
        tol: float = 2e-2,
    ) -> None:
        self.k, self.schedule, self.tol = k, schedule, tol
        dims, names = (("smallest", k),), tuple(f"λ₋{n[1:]}" for n in numbered("λ", k))
        self.series = explained(
            MEANINGS,
            SeriesSpec("bottom_eigenvalues", "smallest eigenvalues", "", dims, names),
            SeriesSpec("bottom_residuals", "their residuals ‖Hu − λu‖", "", dims, names, log=True),
        )

    def measure(self, point: Point, artefact: Tensor | None) -> Reading:
        objective = point.problem.objective
        k = min(self.k, objective.dim)
        pairs = extremal_eigenpairs(
            point.linearization.hvp,
            objective.dim,
            k,
            which="bottom",
            start=artefact,
            tol=self.tol,
            max_hvps=60,
            generator=point.generator(self.name),
            device=objective.device,
            dtype=objective.dtype,
        )
        values = {
            "bottom_eigenvalues": padded(pairs.values, self.k),
            "bottom_residuals": padded(pairs.residuals, self.k),
        }
        return Reading(values, pairs.block)
