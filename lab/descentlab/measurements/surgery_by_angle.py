"""Two gradients turned apart: whose first update lets one of the tasks lose."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from descentkernels import conflict
from torch import Tensor

from descentlab.meanings.meaning import explained
from descentlab.meanings.surgery_by_angle import MEANINGS
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.processes.jacobian_descent import aggregator_of
from descentlab.runs.point import Point
from descentlab.schedule import Every

#: Who is compared by angle, and the gradients' lengths there: Ψ(1, 0.7) = 0.94, Ψ(1, 0.1) = 0.2.
SWEPT = (("sam_gs", 0.7), ("sam_gs", 0.1), ("mean", 0.7), ("upgrad", 0.7))
SWEEP = tuple(f"{conflict.load_aggregator(n).title}, 1 : {r:g}" for n, r in SWEPT)
ANGLES = torch.linspace(1.0, 179.0, 90, dtype=torch.float64)
#: Of the first gradient from the x axis: SAM-GS weighs coordinates, so the axes matter to it.
TURNED = math.radians(20.0)


class SurgeryByAngle(Measurement):
    """The same two gradients at every angle, with nothing remembered: who lets one task lose?"""

    name = "surgery_by_angle"
    schedule = Every(50, steered=True)
    series = explained(
        MEANINGS,
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


def pair_at(angles: Tensor, length: float) -> Tensor:
    """Two gradients [n, 2, 2] of lengths 1 and `length` at each of `angles` [n] in degrees."""
    first = torch.full_like(angles, TURNED)
    second = first + angles.deg2rad()
    pair = torch.stack([first, second], -1)
    sizes = torch.tensor([1.0, length], dtype=angles.dtype)
    return torch.stack([pair.cos(), pair.sin()], -1) * sizes[:, None]
