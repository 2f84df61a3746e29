"""SAM-GS beside others: how alike the gradients are, and whose loss falls."""

from __future__ import annotations

from typing import Any

import numpy as np
from descentkernels import conflict

from descentlab.meanings.meaning import explained
from descentlab.meanings.surgery import MEANINGS
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.problems.two_bowls import centres
from descentlab.processes._fleet import Fleet
from descentlab.processes.jacobian_descent import aggregator_of
from descentlab.processes.many_starts import nodes
from descentlab.processes.side_by_side import said_at
from descentlab.runs.point import Point
from descentlab.schedule import Every

#: Who runs side by side; the last is the run.
NAMES = ("mean", "mgda", "upgrad", "nash_mtl", "sam_gs")
TITLES = tuple(conflict.load_aggregator(name).title for name in NAMES)
#: Half of the side of the square shown, and nodes along it of arrows and of colours.
REACH, NODES, CELLS = 9.0, 30, 60


class Surgery(Measurement):
    """Lane by lane: the place, Ψ of the two gradients, and both losses."""

    name = "surgery"
    schedule = Every(1, steered=True)
    lane = (("lane", len(NAMES)),)
    series = explained(
        MEANINGS,
        SeriesSpec(
            "lane_places",
            "weights",
            "",
            (*lane, ("axis", 2)),
            tuple(f"{title} {axis}" for title in TITLES for axis in "xy"),
        ),
        SeriesSpec("similarity", "Ψ, likeness of the lengths", "", lane, TITLES),
        SeriesSpec("gamma", "γ", columns=("γ",)),
        SeriesSpec(
            "sam_gs_regime",
            "1 for the regime that SAM-GS is in",
            "",
            (("regime", 2),),
            ("equalise", "modulate"),
        ),
        SeriesSpec(
            "relative_losses",
            "loss over that at the start",
            "",
            (*lane, ("task", 2)),
            tuple(f"{title} {task}" for title in TITLES for task in ("f₁", "f₂")),
        ),
        SeriesSpec("worse_task", "the worse loss over that at the start", "", lane, TITLES),
    )

    def measure(self, point: Point, artefact: Any) -> Reading:
        fleet: Fleet = point.state.carried
        said = said_at(point, fleet.places)
        alike = conflict.magnitude_similarity(said.gramian)[..., 0, 1]
        started = point.tasks.values_of(point.problem.start[None])
        relative = said.losses / started
        gamma = point.settings.samgs_gamma
        return Reading(
            {
                "lane_places": fleet.places.numpy(),
                "similarity": alike.numpy(),
                "gamma": gamma,
                "sam_gs_regime": np.array([alike[-1] < gamma, alike[-1] >= gamma], float),
                "relative_losses": relative.numpy(),
                "worse_task": relative.amax(-1).numpy(),
            }
        )


class SurgeryField(Measurement):
    """Where SAM-GS equalises and where it modulates, its first update there, and the Pareto set."""

    name = "surgery_field"
    schedule = Every(50, steered=True)
    series = explained(
        MEANINGS,
        SeriesSpec(
            "surgery_field",
            "first update −d of SAM-GS",
            "",
            (("y", NODES), ("x", NODES), ("axis", 2)),
            whole=True,
        ),
        SeriesSpec("regime", "regime", "", (("y", CELLS), ("x", CELLS)), whole=True),
        SeriesSpec("front", "Pareto set", "", (("place", 2), ("axis", 2)), whole=True),
    )

    def measure(self, point: Point, artefact: Any) -> Reading:
        said = said_at(point, nodes(NODES, REACH))
        update = aggregator_of(point.settings, NAMES[-1]).combine(said).direction
        cells = said_at(point, nodes(CELLS, REACH))
        alike = conflict.magnitude_similarity(cells.gramian)[..., 0, 1]
        modulated = (alike >= point.settings.samgs_gamma).to(alike)
        return Reading(
            {
                "surgery_field": (0.0 - update).reshape(NODES, NODES, 2).numpy(),
                "regime": modulated.reshape(CELLS, CELLS).numpy(),
                # of two round bowls it is the line between their centres
                "front": centres(point.settings).numpy(),
            }
        )
