"""How near each optimizer of a race stands to its own edge."""

from __future__ import annotations

from descentkernels import stability

from descentlab.meanings.edges import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.processes.race import Race
from descentlab.runs.point import Point
from descentlab.schedule import Every, Schedule
from descentlab.update_rules.base import Gauge, UpdateRule


class Edges(Measurement):
    """Each rule's own sharpness (`edge_values`), its threshold (`edge_thresholds`), their ratio.

    What sharpness means differs: λ₁ of H or of the preconditioned D⁻¹H, batch sharpness, or the
    curvature in the norm whose steepest descent the rule is. 1 is the edge for all of them.
    `step_ratios` are the curvature along the step each takes now over the value at which it gains
    nothing (`descentkernels.stability.directional_sharpness`): above 1 the step raises the loss.
    `race_losses` are the training losses over all examples.
    """

    name = "edges"

    def __init__(self, race: Race, schedule: Schedule = Every(5)) -> None:  # noqa: B008
        self._race, self.schedule = race, schedule
        names = tuple(rule.title for rule in race.loaded)
        dims = (("optimizer", len(names)),)
        self.series = explained(
            MEANINGS,
            SeriesSpec("edge_ratios", "sharpness over threshold", "", dims, names, log=True),
            SeriesSpec("edge_values", "the rule's sharpness", "", dims, names, log=True),
            SeriesSpec("edge_thresholds", "the rule's threshold", "", dims, names, log=True),
            SeriesSpec("step_ratios", "curvature along the step over its limit", "", dims, names),
            SeriesSpec("race_losses", "training loss", "", dims, names, log=True),
        )

    def measure(self, point: Point, artefact: tuple[Gauge, ...] | None) -> Reading:
        rules, lanes = self._race.loaded, self._race.lanes(point)
        last = artefact or (None,) * len(rules)
        gauges = tuple(
            rule.gauge(lane, known) for rule, lane, known in zip(rules, lanes, last, strict=True)
        )
        values = {
            "edge_ratios": [g.value / g.threshold for g in gauges],
            "edge_values": [g.value for g in gauges],
            "edge_thresholds": [g.threshold for g in gauges],
            "step_ratios": [_along(*pair) for pair in zip(rules, lanes, strict=True)],
            "race_losses": [float(lane.value) for lane in lanes],
        }
        return Reading(values, gauges)


def _along(rule: UpdateRule, lane: Point) -> float:
    """How far the step from here goes, in units of the step that would gain nothing."""
    here, step = lane.linearization, rule.update(lane).w - lane.state.w
    return float(stability.directional_sharpness(here.hvp, here.gradient, step).ratio)
