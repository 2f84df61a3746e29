"""What the aggregator in hand makes of the gradients anywhere in the plane of a two-task toy."""

from __future__ import annotations

from typing import Any

import torch
from descentkernels import conflict

from descentlab.meanings.meaning import explained
from descentlab.meanings.update_field import MEANINGS
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.problems.two_task_toy import least, toy_of
from descentlab.processes.jacobian_descent import aggregator_of
from descentlab.processes.many_starts import evidence_at, nodes
from descentlab.runs.point import Point
from descentlab.schedule import Every

#: Nodes along each side, and places shown of the Pareto set.
NODES, FRONT = 50, 65


class UpdateField(Measurement):
    """−A(J(θ)) at the nodes of a grid, with nothing remembered, and the Pareto set."""

    name = "update_field"
    schedule = Every(25, steered=True)
    series = explained(
        MEANINGS,
        SeriesSpec(
            "update_field",
            "update −d",
            "",
            (("y", NODES), ("x", NODES), ("axis", 2)),
            whole=True,
        ),
        SeriesSpec("front", "Pareto set", "", (("place", FRONT), ("axis", 2)), whole=True),
    )

    def measure(self, point: Point, artefact: Any) -> Reading:
        settings = point.settings
        rule: conflict.Aggregator = aggregator_of(settings, settings.aggregator)
        said = evidence_at(settings, nodes(NODES), least(settings))
        found = rule.combine(said, generator=point.generator("update field"))
        field = torch.zeros_like(said.gradients[:, 0]) - found.direction
        return Reading(
            {
                "update_field": field.reshape(NODES, NODES, 2).numpy(),
                "front": toy_of(settings).front(FRONT).numpy(),
            }
        )
