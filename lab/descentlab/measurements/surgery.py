"""SAM-GS beside others: how alike the gradients are, whose loss falls, and who may lose."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from descentkernels import conflict
from torch import Tensor

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
#: Who is compared by angle, and the gradients' lengths there: Ψ(1, 0.7) = 0.94, Ψ(1, 0.1) = 0.2.
SWEPT = (("sam_gs", 0.7), ("sam_gs", 0.1), ("mean", 0.7), ("upgrad", 0.7))
SWEEP = tuple(f"{conflict.load_aggregator(n).title}, 1 : {r:g}" for n, r in SWEPT)
ANGLES = torch.linspace(1.0, 179.0, 90, dtype=torch.float64)
#: Of the first gradient from the x axis: SAM-GS weighs coordinates, so the axes matter to it.
TURNED = math.radians(20.0)

#: Half of the side of the square shown, and nodes along it of arrows and of colours.
REACH, NODES, CELLS = 9.0, 30, 60


class Surgery(Measurement):
    """Lane by lane: the place, Ψ of the two gradients, and both losses."""

    name = "surgery"
    schedule = Every(1, steered=True)
    lane = (("lane", len(NAMES)),)
    series = (
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


class SurgeryByAngle(Measurement):
    """The same two gradients at every angle, with nothing remembered: who lets one task lose?"""

    name = "surgery_by_angle"
    schedule = Every(50, steered=True)
    series = (
        SeriesSpec(
            "angles", "angle of the two gradients", "°", (("angle", len(ANGLES)),), whole=True
        ),
        SeriesSpec(
            "cosine_by_angle",
            "least cosine of the update and a gradient",
            "",
            (("rule", len(SWEPT)), ("angle", len(ANGLES))),
            SWEEP,
            whole=True,
        ),
    )

    def measure(self, point: Point, artefact: Any) -> Reading:
        rows = []
        for name, length in SWEPT:
            said = conflict.Evidence.of(pair_at(ANGLES, length))
            found = aggregator_of(point.settings, name).combine(
                said, generator=point.generator("angles")
            )
            rows.append(conflict.leftover_conflict_of(said.gradients, found.direction))
        return Reading(
            {"angles": ANGLES.numpy(), "cosine_by_angle": np.stack([row.numpy() for row in rows])}
        )


class SurgeryField(Measurement):
    """Where SAM-GS equalises and where it modulates, its first update there, and the Pareto set."""

    name = "surgery_field"
    schedule = Every(50, steered=True)
    series = (
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


def pair_at(angles: Tensor, length: float) -> Tensor:
    """Two gradients [n, 2, 2] of lengths 1 and `length` at each of `angles` [n] in degrees."""
    first = torch.full_like(angles, TURNED)
    second = first + angles.deg2rad()
    pair = torch.stack([first, second], -1)
    sizes = torch.tensor([1.0, length], dtype=angles.dtype)
    return torch.stack([pair.cos(), pair.sin()], -1) * sizes[:, None]
