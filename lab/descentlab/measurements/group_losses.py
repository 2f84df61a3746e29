"""The losses of groups of examples, and the part of them that alternates."""

from __future__ import annotations

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

    def measure(self, point: Point, artefact: Tensor | None) -> Reading:
        """The artefact is the last 32 losses [k, 4], each behind its step."""
        each = stability.per_example_losses(point.problem.objective, point.state.w).double()
        one, two = point.problem.groups.values()
        rest = torch.ones(len(each), dtype=torch.bool)
        rest[torch.cat((one, two))] = False
        means = torch.stack([each[group].mean() for group in (one, two, rest)])
        now = torch.cat([means.new_tensor([point.state.step]), means])[None]
        if artefact is not None:
            # a command at this step is measured anew, and may have moved the weights
            now = torch.cat([artefact[artefact[:, 0] < point.state.step], now])
        past = now[-(WINDOW + 2) :]
        swings = stability.alternating_part(past[:-2], past[1:-1], past[2:])[:, 1:]
        values = {
            "group_losses": means.numpy(),
            "swing_step": np.arange(-WINDOW, 0),
            # the newest stands at the right
            "group_swings": padded(swings.flip(0).T, 3, WINDOW)[:, ::-1],
        }
        return Reading(values, past)
