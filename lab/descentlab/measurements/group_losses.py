"""The losses of groups of examples, and the part of them that alternates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from descentkernels import stability
from torch import Tensor

from descentlab.meanings.group_losses import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.measurements._padding import padded
from descentlab.runs.point import Point

#: Steps whose swing is shown.
WINDOW = 30


@dataclass(frozen=True)
class Past:
    """What is kept for the next step, and for who else asks."""

    means: Tensor  # [k, 4] float64: the last 32 readings, each behind its step
    each: Tensor  # [n] float64: the losses of all examples at the last of them
    before: Tensor | None  # [n] the same one reading earlier; None at the first


class GroupLosses(Measurement):
    """Mean losses of the problem's groups and of all other examples, every step.

    `group_losses` [3]: of the first group, the second, and the rest; NaN where a group is empty.
    `group_swings` [3, 30]: what alternates in the last 30 of them, ¼(2ℓ_t − ℓ_{t−1} − ℓ_{t+1});
    `swing_step` [30] counts back from the last. Each counts in full, whatever its weight in
    training. One forward pass a step.
    """

    name = "group_losses"
    reads_settings = False

    def __init__(self, names: tuple[str, str, str]) -> None:
        groups, window = ("group", 3), ("back", WINDOW)
        self.series = explained(
            MEANINGS,
            SeriesSpec("group_losses", "mean loss", "", (groups,), names, log=True),
            SeriesSpec("swing_step", "before now", "steps", (window,), whole=True),
            SeriesSpec(
                "group_swings",
                "alternating part of the loss",
                "",
                (groups, window),
                names,
                whole=True,
            ),
        )

    def measure(self, point: Point, artefact: Past | None) -> Reading:
        each = stability.per_example_losses(point.problem.objective, point.state.w).double()
        one, two = point.problem.groups.values()
        rest = torch.ones(len(each), dtype=torch.bool)
        rest[torch.cat((one, two))] = False
        means = torch.stack([each[group].mean() for group in (one, two, rest)])
        past, before = torch.cat([means.new_tensor([point.state.step]), means])[None], None
        if artefact is not None:
            # a command at this step is measured anew, and may have moved the weights
            again = bool(artefact.means[-1, 0] == point.state.step)
            before = artefact.before if again else artefact.each
            past = torch.cat([artefact.means[: -1 if again else None], past])
        past = past[-(WINDOW + 2) :]
        swings = stability.alternating_part(past[:-2], past[1:-1], past[2:])[:, 1:]
        values = {
            "group_losses": means.numpy(),
            "swing_step": np.arange(-WINDOW, 0),
            # the newest stands at the right
            "group_swings": padded(swings.flip(0).T, 3, WINDOW)[:, ::-1],
        }
        return Reading(values, Past(past, each, before))
