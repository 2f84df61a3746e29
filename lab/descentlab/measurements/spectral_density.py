"""How the Hessian's eigenvalues are spread."""

from __future__ import annotations

from typing import Any

from descentkernels import spectral_density

from descentlab.meanings.meaning import explained
from descentlab.meanings.spectral_density import MEANINGS
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.measurements._padding import padded
from descentlab.runs.point import Point
from descentlab.schedule import Every, Schedule, WhenPaused

#: Points the density is drawn at.
POINTS = 128
#: Width of the Gaussian an eigenvalue is drawn with, as a share of λ₁.
WIDTH = 0.04
#: Outliers drawn as sticks, at most.
STICKS = 16


class SpectralDensity(Measurement):
    """ρ(x) of ∇²L(w) by stochastic Lanczos quadrature, the top eigenpairs taken exactly.

    `density_x` [128] are the points, `density` [128] the values there: each eigenvalue is drawn as
    a Gaussian of standard deviation λ₁/25, wide enough to hide that the quadrature has few nodes;
    the density integrates to one. `density_error` [128] is the half-width of its 95 % interval
    over the random probes (0 where the dense matrix was solved), `density_outliers` the
    eigenvalues taken exactly.
    """

    reads_settings = False
    needs = ("eigenvalues",)
    series = explained(
        MEANINGS,
        SeriesSpec("density_x", "eigenvalue λ", "", (("point", POINTS),), whole=True),
        SeriesSpec("density", "spectral density", "", (("point", POINTS),), log=True, whole=True),
        SeriesSpec("density_error", "its 95 % interval", "", (("point", POINTS),), whole=True),
        SeriesSpec("density_outliers", "outliers", "", (("outlier", STICKS),), whole=True),
    )

    def __init__(
        self,
        schedule: Schedule = Every(50),  # noqa: B008 (frozen)
        steps: int = 24,
        probes: int = 1,
        name: str = "density",
    ) -> None:
        self.schedule, self.steps, self.probes, self.name = schedule, steps, probes, name

    def measure(self, point: Point, artefact: Any) -> Reading:
        objective = point.problem.objective
        tracked = point.artefacts["eigenvalues"].pairs
        width = float(tracked.values[0].abs()) * WIDTH
        density = spectral_density(
            point.linearization.hvp,
            objective.dim,
            steps=self.steps,
            probes=self.probes,
            generator=point.generator("density"),
            deflate=tracked,
            grid=POINTS,
            width=width if width > 0 else None,
            device=objective.device,
            dtype=objective.dtype,
        )
        return Reading(
            {
                "density_x": density.x.cpu().numpy(),
                "density": density.density.cpu().numpy(),
                "density_error": density.half_width.cpu().numpy(),
                "density_outliers": padded(tracked.values, STICKS),
            }
        )


def at_rest() -> SpectralDensity:
    """The density of the very step a run rests at, twice as fine as there is time for moving.

    A drag that begins meanwhile waits for it: no more than the blink that 50 products take.
    """
    return SpectralDensity(WhenPaused(), steps=50, name="density_at_rest")
