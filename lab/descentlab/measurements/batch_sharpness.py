"""The curvature that stochastic gradients meet in their own batches, beside that of the whole."""

from __future__ import annotations

from descentkernels import stability
from torch import Tensor

from descentlab.meanings.batch_sharpness import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.measurements.side_by_side import beside, sharpness_at
from descentlab.runs.point import Point
from descentlab.schedule import Every, Schedule


class BatchSharpness(Measurement):
    """Batch sharpness beside λ₁ and 2/η (Andreyev & Beneventano, 2024).

    `sharpness_notions` [4]: the mean of g_BᵀH_Bg_B/‖g_B‖² over `draws` batches of the size set; λ₁
    of the Hessian at the run's weights and at those that move beside it; 2/η.
    `batch_sharpness_error`: the standard error of that mean.
    """

    name = "batch_sharpness"

    def __init__(
        self,
        names: tuple[str, str],
        draws: int = 8,
        schedule: Schedule = Every(10),  # noqa: B008 (frozen)
    ) -> None:
        self.draws, self.schedule = draws, schedule
        columns = (f"batch sharpness, {names[0]}", *(f"λ₁, {name}" for name in names), "2/η")
        self.series = explained(
            MEANINGS,
            SeriesSpec("sharpness_notions", "sharpness", "", (("notion", 4),), columns),
            SeriesSpec("batch_sharpness_error", "standard error of batch sharpness"),
        )

    def measure(self, point: Point, artefact: tuple[Tensor | None, ...] | None) -> Reading:
        objective, settings, w = point.problem.objective, point.settings, point.state.w
        found = stability.batch_sharpness(
            objective,
            w,
            min(settings.batch, len(objective.targets)),
            self.draws,
            generator=point.generator(self.name),
        )
        starts = artefact or (None, None)
        places = (w, beside(point))
        tops = [
            sharpness_at(point, at, start, "sharpness")
            for at, start in zip(places, starts, strict=True)
        ]
        values = {
            "sharpness_notions": [found.mean, *(top for top, _ in tops), 2 / settings.lr],
            "batch_sharpness_error": found.mean_error,
        }
        return Reading(values, tuple(block for _, block in tops))
