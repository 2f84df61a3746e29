"""How the lanes of a gradient conductor fare, and what the conductor did last."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import torch
from descentkernels import conflict
from descentkernels.conflict import cone

from descentlab.meanings.conductor import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.processes._conductor_lanes import Lane
from descentlab.processes._micro_batches import every_task, micro_batches
from descentlab.processes.gradient_conductor import ROUND
from descentlab.processes.jacobian_descent import aggregator_of
from descentlab.runs.point import Point
from descentlab.schedule import Every


class ConductorLanes(Measurement):
    """Losses over all examples and the cost, of each lane.

    `lane_losses` [L] the mean of the tasks' losses, `lane_first`, `lane_second`, `lane_third` [L]
    each of two or three tasks', under the scales in force; `lane_shares` [L] the mean loss over
    that of the lane `beside`; `lane_passes` [L] backward passes of a micro-batch.
    """

    name = "conductor_lanes"
    schedule = Every(2)

    def __init__(self, lanes: Sequence[Lane], tasks: Sequence[str], beside: str) -> None:
        self._beside = [lane.title for lane in lanes].index(beside)
        names = tuple(lane.title for lane in lanes)
        dims = (("lane", len(names)),)
        labels = ("mean loss of the tasks", *(f"loss, {task}" for task in tasks))
        self._keys = ("lane_first", "lane_second", "lane_third")[: len(tasks)]
        self.series = explained(
            MEANINGS,
            *(
                SeriesSpec(key, label, "", dims, names, log=True)
                for key, label in zip(("lane_losses", *self._keys), labels, strict=True)
            ),
            SeriesSpec("lane_shares", f"mean loss / {beside}", "", dims, names),
            SeriesSpec("lane_passes", "backward passes", "", dims, names),
        )

    def measure(self, point: Point, artefact: Any) -> Reading:
        lanes = point.state.carried
        losses = torch.stack([point.tasks.values(state.w) for state in lanes.states])
        losses = torch.where(losses.isfinite(), losses, torch.nan).double().cpu().numpy()
        values = dict(zip(self._keys, losses.T, strict=True))
        means = losses.mean(1)
        values["lane_losses"] = means
        values["lane_shares"] = means / means[self._beside]
        return Reading({**values, "lane_passes": np.array(lanes.passes)})


class Resolution(Measurement):
    """The round to come in the first lane: what it accumulates, and what GCond makes of it.

    `round_cosines` [m(m−1)/2] between the accumulated gradients gᵢ, and the same as a table,
    `round_table` [m, m]; `round_kept` [m] ‖gᵢ'‖/‖gᵢ‖ of what was left of each; `round_leftover` the
    least cosine of the update with any gᵢ. As arrows, isometrically, for two or three tasks:
    `round_gradients` [m, m], `round_updates` [m + 1, m] the gᵢ' and their sum, `round_rays`
    of the dual cone.
    """

    name = "resolution"
    schedule = Every(1, steered=True)

    def __init__(self, tasks: Sequence[str]) -> None:
        pairs = list(combinations(range(len(tasks)), 2))
        self._sides = [list(side) for side in zip(*pairs, strict=True)]
        names = tuple(f"{tasks[i]} · {tasks[j]}" for i, j in pairs)
        m = len(tasks)
        each, row, axis = ("task", m), ("row", m), ("axis", m)
        left = (*(f"left of {task}" for task in tasks), "GCond's update")
        tasks = tuple(tasks)
        self.series = explained(
            MEANINGS,
            SeriesSpec("round_cosines", "cosine", "", (("pair", len(names)),), names),
            SeriesSpec("round_table", "cosine", "", (row, each), tasks, whole=True),
            SeriesSpec("round_kept", "share of ‖gᵢ‖ kept", "", (each,), tasks),
            SeriesSpec("round_leftover", "least cosine to a task"),
            SeriesSpec("round_gradients", "accumulated", "", (each, axis), tasks, whole=True),
            SeriesSpec("round_updates", "resolved", "", (("arrow", m + 1), axis), left, whole=True),
            SeriesSpec("round_rays", "rays of the dual cone", "", (("ray", 2 * m), axis)),
        )

    def measure(self, point: Point, artefact: Any) -> Reading:
        batches = micro_batches(point, ROUND, point.settings.gcond_steps)
        evidence = every_task(point.tasks, point.state.w, batches)
        gramian = evidence.gramian
        if not gramian.isfinite().all():
            return Reading({spec.name: np.full(spec.shape, np.nan) for spec in self.series})
        conductor = aggregator_of(point.settings, "gcond")
        mixing = conductor.combine(evidence, point.state.carried.memories[0]).memory.mixing
        table = conflict.cosines(gramian)
        rows = cone.isometric(gramian)
        left = mixing @ rows
        lengths = rows.norm(dim=1)
        values = {
            "round_cosines": table[self._sides[0], self._sides[1]],
            "round_table": table,
            "round_kept": torch.where(lengths > 0, left.norm(dim=1) / lengths, torch.nan),
            "round_leftover": conflict.leftover_conflict(gramian, mixing.sum(0)),
            "round_gradients": rows,
            "round_updates": torch.cat((left, left.sum(0, keepdim=True))),
            "round_rays": cone.dual_cone_rays(rows),
        }
        return Reading({name: value.cpu().numpy() for name, value in values.items()})
