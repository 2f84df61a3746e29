"""The eigenvalues that decide an optimizer's stability, followed along the run."""

from __future__ import annotations

from dataclasses import dataclass, replace

from descentkernels import Eigenpairs, Track, curvature, track_eigenpairs
from descentkernels.orthonormal import orthonormal_rows
from torch import Tensor

from descentlab.meanings.effective_eigenvalues import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.measurements._padding import padded
from descentlab.notation import numbered
from descentlab.processes.discrete import rule_of
from descentlab.runs.point import Point
from descentlab.update_rules.base import UpdateRule


@dataclass(frozen=True)
class Effective:
    """The eigenpairs now, and what the next step's search starts from."""

    track: Track
    rule: str  # whose they are
    vectors: Tensor  # [k, P] directions of the weights, of unit length
    effective: float  # the largest eigenvalue of P⁻¹H

    @property
    def pairs(self) -> Eigenpairs:
        return replace(self.track.pairs, vectors=self.vectors)

    @property
    def top(self) -> Tensor:
        """u₁ [P], of unit length; its sign is carried from reading to reading."""
        return self.vectors[0]

    @property
    def basis(self) -> Tensor:
        """The span of the eigenvectors, orthonormal rows [k, P]."""
        return orthonormal_rows(self.vectors)


class EffectiveEigenvalues(Measurement):
    """The top eigenvalues of P⁻¹H, P the optimizer's preconditioner: its edge is at 2.

    P is so normalised for every rule (for gradient descent P = 1/η), so that optimizers and step
    sizes share one picture. Tracked as in `Eigenvalues`, in the coordinates √P w where P is a
    diagonal. `pairs` left for others hold directions of the weights.
    """

    name = "eigenvalues"

    def __init__(
        self, rule: UpdateRule | None = None, k: int = 3, tol: float = 2e-2, max_hvps: int = 16
    ) -> None:
        self._rule, self.k, self.tol, self.max_hvps = rule, k, tol, max_hvps
        dims = (("eigenvalue", k),)
        names = numbered("λ", k)
        self.series = explained(
            MEANINGS,
            SeriesSpec("eigenvalues", "top eigenvalues of P⁻¹H", "", dims, names),
            SeriesSpec("residuals", "eigenvalue residual ‖Hu − λu‖", "", dims, names, log=True),
            SeriesSpec("threshold", "stability threshold", "", (), ("edge",)),
        )

    def measure(self, point: Point, artefact: Effective | None) -> Reading:
        rule = rule_of(point.settings, self._rule)
        metric, half = rule.metric(point), rule.threshold(point) / 2
        hvp = point.linearization.hvp
        known = artefact.track if artefact is not None and artefact.rule == rule.title else None
        track = track_eigenpairs(
            hvp if metric is None else curvature.preconditioned(hvp, metric),
            point.state.w,
            min(self.k, len(point.state.w)),
            known,
            max_hvps=self.max_hvps if known is not None else 20 * self.max_hvps,
            accuracy=None,
            tol=self.tol,
            generator=point.generator("eigenvalues"),
        )
        found = track.pairs.vectors
        directions = found if metric is None else found * metric.rsqrt().to(found)
        directions = directions / directions.norm(dim=1, keepdim=True)
        values = {
            "eigenvalues": padded(track.pairs.values, self.k) / half,
            "residuals": padded(track.pairs.residuals, self.k) / half,
            "threshold": 2.0,
        }
        top = float(values["eigenvalues"][0])
        return Reading(values, Effective(track, rule.title, directions, top))
