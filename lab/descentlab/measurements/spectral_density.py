"""How the Hessian's eigenvalues are spread."""

from __future__ import annotations

from typing import Any

from descentkernels import spectral_density

from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.runs.point import Point
from descentlab.schedule import Every

#: Points the density is drawn at.
POINTS = 128
#: Width of the Gaussian an eigenvalue is drawn with, as a share of λ₁.
WIDTH = 0.04


class SpectralDensity(Measurement):
    """ρ(x) of ∇²L(w) by stochastic Lanczos quadrature, one probe, top eigenpairs taken exactly.

    `density_x` [128] are the points, `density` [128] the values there: each eigenvalue is drawn as
    a Gaussian of standard deviation λ₁/25, wide enough to hide that the quadrature has few nodes;
    the density integrates to one.
    """

    name = "density"
    reads_settings = False
    needs = ("eigenvalues",)
    series = (
        SeriesSpec("density_x", "eigenvalue λ", "", (("point", POINTS),)),
        SeriesSpec("density", "spectral density", "", (("point", POINTS),), log=True),
    )

    def __init__(self, every: int = 50, steps: int = 24) -> None:
        self.schedule = Every(every)
        self.steps = steps

    def measure(self, point: Point, artefact: Any) -> Reading:
        objective = point.problem.objective
        tracked = point.artefacts["eigenvalues"].pairs
        width = float(tracked.values[0].abs()) * WIDTH
        density = spectral_density(
            point.linearization.hvp,
            objective.dim,
            steps=self.steps,
            generator=point.generator("density"),
            deflate=tracked,
            grid=POINTS,
            width=width if width > 0 else None,
            device=objective.device,
            dtype=objective.dtype,
        )
        return Reading({"density_x": density.x.numpy(), "density": density.density.numpy()})
