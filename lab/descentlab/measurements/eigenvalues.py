"""The top eigenvalues of the Hessian, followed along the run."""

from __future__ import annotations

from dataclasses import dataclass

from descentkernels import Eigenpairs, Track, track_eigenpairs
from torch import Tensor

from descentlab.meanings.eigenvalues import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.measurements._padding import padded
from descentlab.notation import numbered
from descentlab.runs.point import Point


@dataclass(frozen=True)
class Tracked:
    """The eigenpairs now, and what the next step's search starts from."""

    track: Track

    @property
    def pairs(self) -> Eigenpairs:
        return self.track.pairs

    @property
    def top(self) -> Tensor:
        """u₁ [P], of unit length; its sign is carried from reading to reading."""
        return self.pairs.vectors[0]

    @property
    def basis(self) -> Tensor:
        """The eigenvectors [k, P], orthonormal rows."""
        return self.pairs.vectors


class Eigenvalues(Measurement):
    """λ₁ ≥ ... ≥ λ_k of ∇²L(w), each with its residual ‖Hu − λu‖₂.

    Each step starts from where the last steps' eigenvectors point and spends Hessian-vector
    products until every residual is below `tol`·|λ₁| or `max_hvps` are spent; a sentinel looks for
    eigenvalues that rise from below unseen. The residual is recorded beside the value, and some
    eigenvalue of H lies within it; the value itself is usually right to about its square.
    """

    name = "eigenvalues"
    reads_settings = False

    def __init__(self, k: int = 3, tol: float = 2e-2, max_hvps: int = 16) -> None:
        self.k, self.tol, self.max_hvps = k, tol, max_hvps
        dims = (("eigenvalue", k),)
        names = numbered("λ", k)
        self.series = explained(
            MEANINGS,
            SeriesSpec("eigenvalues", "top eigenvalues of the Hessian", "", dims, names),
            SeriesSpec("residuals", "eigenvalue residual ‖Hu − λu‖", "", dims, names, log=True),
        )

    def measure(self, point: Point, artefact: Tracked | None) -> Reading:
        track = track_eigenpairs(
            point.linearization.hvp,
            point.state.w,
            min(self.k, len(point.state.w)),
            None if artefact is None else artefact.track,
            max_hvps=self.max_hvps if artefact is not None else 20 * self.max_hvps,
            accuracy=None,
            tol=self.tol,
            generator=point.generator("eigenvalues"),
        )
        values = {
            "eigenvalues": padded(track.pairs.values, self.k),
            "residuals": padded(track.pairs.residuals, self.k),
        }
        return Reading(values, Tracked(track))
