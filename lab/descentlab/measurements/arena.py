"""How each lane of a spike arena fares."""

from __future__ import annotations

import math
from typing import Any

from descentlab.controllers import Taken
from descentlab.meanings.arena import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.processes.spike_arena import SpikeArena
from descentlab.runs.point import Point


class Arena(Measurement):
    """Accuracy and loss over all training examples, and the step that led here, of each lane.

    `arena_steps` is ‖p‖ as taken and `arena_shares` how much that is of what the optimizer
    proposed; `arena_radii` is ρ_a along p at the weights before the step, of the step's batch;
    `arena_ratios` r = ‖p‖/ρ_a as taken. NaN at the start, where no step has led, and where a step
    was not finite.
    """

    name = "arena"
    reads_settings = False

    def __init__(self, arena: SpikeArena) -> None:
        self._arena = arena
        names = tuple(controller.title for controller in arena.loaded)
        dims = (("lane", len(names)),)
        self.series = explained(
            MEANINGS,
            SeriesSpec("arena_accuracies", "training accuracy", "", dims, names),
            SeriesSpec("arena_losses", "training loss", "", dims, names, log=True),
            SeriesSpec("arena_ratios", "r = ‖p‖/ρ_a, as taken", "", dims, names, log=True),
            SeriesSpec("arena_steps", "step ‖p‖, as taken", "", dims, names, log=True),
            SeriesSpec("arena_radii", "ρ_a along the step", "", dims, names, log=True),
            SeriesSpec("arena_shares", "share of the step taken", "", dims, names, log=True),
        )

    def measure(self, point: Point, artefact: Any) -> Reading:
        objective, lanes = point.problem.objective, point.state.carried
        outputs = [objective.outputs(w) for w in self._arena.weights(point.state)]
        accuracy = point.problem.metrics["accuracy"]
        steps = [state.carried.taken for state in lanes.states]
        radii = lanes.radii or (math.nan,) * len(steps)
        lengths = [_length(taken) for taken in steps]
        values = {
            "arena_accuracies": [accuracy(point.state.w, z) for z in outputs],
            "arena_losses": [_shown(objective.criterion(z, objective.targets)) for z in outputs],
            "arena_steps": lengths,
            "arena_shares": [math.nan if taken is None else taken.share for taken in steps],
            "arena_radii": [_shown(rho) for rho in radii],
            "arena_ratios": [
                length / rho if rho > 0 else math.nan
                for length, rho in zip(lengths, radii, strict=True)
            ],
        }
        return Reading(values)


def _length(taken: Taken | None) -> float:
    return math.nan if taken is None else _shown(taken.length)


def _shown(value: Any) -> float:
    """What is not finite is not drawn."""
    return float(value) if math.isfinite(value) else math.nan
