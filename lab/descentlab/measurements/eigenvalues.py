"""The top eigenvalues of the Hessian, followed along the run."""

from __future__ import annotations

from typing import Any

import numpy as np
from descentkernels import top_eigenpairs

from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.point import Point


class Eigenvalues(Measurement):
    """λ₁ ≥ ... ≥ λ_k of ∇²L(w), each with its residual ‖Hu − λu‖₂.

    Each step starts from the last step's eigenvectors and spends Hessian-vector products until the
    residuals are below `tol`·|λ₁| or `max_hvps` are spent; the residual is recorded beside the
    value, and some eigenvalue of H lies within it. The artefact is the kernels' `Eigenpairs`.
    """

    name = "eigenvalues"

    def __init__(self, k: int = 3, tol: float = 2e-2, max_hvps: int = 40) -> None:
        self.k, self.tol, self.max_hvps = k, tol, max_hvps
        dims = (("eigenvalue", k),)
        names = tuple(f"λ{'₁₂₃₄₅₆₇₈₉'[i]}" if i < 9 else f"λ({i + 1})" for i in range(k))
        self.series = (
            SeriesSpec("eigenvalues", "top eigenvalues of the Hessian", "", dims, names),
            SeriesSpec("residuals", "eigenvalue residual ‖Hu − λu‖", "", dims, names, log=True),
        )

    def measure(self, point: Point, artefact: Any) -> Reading:
        objective = point.problem.objective
        pairs = top_eigenpairs(
            point.linearization.hvp,
            objective.dim,
            min(self.k, objective.dim),
            start=None if artefact is None else artefact.block,
            tol=self.tol,
            max_hvps=self.max_hvps,
            generator=point.generator("eigenvalues"),
            device=objective.device,
            dtype=objective.dtype,
        )
        return Reading(
            {
                "eigenvalues": self._padded(pairs.values.cpu().double().numpy()),
                "residuals": self._padded(pairs.residuals.cpu().double().numpy()),
            },
            pairs,
        )

    def _padded(self, values: np.ndarray) -> np.ndarray:
        """A problem with fewer than k dimensions has fewer eigenvalues: the rest are missing."""
        return np.pad(values, (0, self.k - len(values)), constant_values=np.nan)
