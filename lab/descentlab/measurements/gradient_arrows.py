"""The tasks' gradients, every aggregator's update and the dual cone, as arrows."""

from __future__ import annotations

from collections.abc import Sequence

from descentkernels import conflict
from descentkernels.conflict import cone

from descentlab.meanings.gradient_arrows import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.measurements.conflicts import Answers
from descentlab.runs.point import Point
from descentlab.schedule import Every, Schedule


class GradientArrows(Measurement):
    """`arrow_gradients` [m, d], `arrow_updates` [A, d] and `arrow_rays` [k, d], d = 2 or 3.

    Where there are d weights, these are the gradients themselves. Otherwise there are d tasks, and
    the arrows have the gradients' lengths and angles (`cone.isometric`), the first along the first
    axis; of an update that leaves the span of the gradients the part inside is shown. The rays
    bound the dual cone {x: gᵢ·x ≥ 0}. Needs `conflicts` with the same aggregators and schedule.
    """

    name = "gradient_arrows"
    needs = ("conflicts",)

    def __init__(
        self,
        dim: int,
        tasks: Sequence[str],
        aggregators: Sequence[str],
        schedule: Schedule = Every(1, steered=True),  # noqa: B008
    ) -> None:
        self.schedule, self._dim = schedule, dim
        titles = tuple(conflict.load_aggregator(name).title for name in aggregators)
        axes, rays = ("axis", dim), max(len(tasks), 2 * dim)
        each, every = ("task", len(tasks)), ("aggregator", len(titles))
        self.series = explained(
            MEANINGS,
            SeriesSpec("arrow_gradients", "gradients", "", (each, axes), whole=True),
            SeriesSpec("arrow_updates", "updates", "", (every, axes), titles, whole=True),
            SeriesSpec("arrow_rays", "rays of the dual cone", "", (("ray", rays), axes)),
        )

    def measure(self, point: Point, artefact: None) -> Reading:
        answers: Answers = point.artefacts["conflicts"]
        if len(point.state.w) == self._dim:
            rows, updates = point.evidence.gradients.double(), answers.directions
        else:
            rows, updates = answers.rows[:, : self._dim], answers.updates[:, : self._dim]
        shown = self.series[1].shape[0]
        return Reading(
            {
                "arrow_gradients": rows.cpu().numpy(),
                "arrow_updates": updates[:shown].cpu().numpy(),
                "arrow_rays": cone.dual_cone_rays(rows).cpu().numpy(),
            }
        )
