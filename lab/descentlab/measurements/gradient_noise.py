"""What accumulating micro-batches does to the gradients of several tasks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import torch
from descentkernels import conflict
from descentkernels.conflict.tasks import batch_gradients

from descentlab.meanings.gradient_noise import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.processes._micro_batches import micro_batches
from descentlab.runs.point import Point
from descentlab.schedule import Every, Schedule

#: How many micro-batches a mean is taken over.
COUNTS = (1, 2, 4, 8, 16)
#: Micro-batches that a reading draws; the means of K share none.
DRAWN = 64


class GradientNoise(Measurement):
    """Means of K = 1, 2, ..., 16 micro-batches' gradients beside the gradients g of all examples.

    64 micro-batches of the settings' size, parted into 64/K means ĝ: `noise` [m, 5] is the mean of
    ‖ĝ − g‖²/‖g‖² of each task, `noise_model` [m, 5] its first entry over K; `seen_negative`
    [m(m−1)/2, 5] the share of the means in which a pair's cosine is negative, whatever it is for
    all examples: `true_cosines` [m(m−1)/2]. `log_count` [5] is log₂ K.
    """

    name = "gradient_noise"

    def __init__(
        self,
        tasks: Sequence[str],
        schedule: Schedule = Every(5, steered=True),  # noqa: B008
    ) -> None:
        self.schedule = schedule
        self._pairs = list(combinations(range(len(tasks)), 2))
        names = tuple(f"{tasks[i]} · {tasks[j]}" for i, j in self._pairs)
        each, between = ("task", len(tasks)), ("pair", len(names))
        count = ("count", len(COUNTS))
        self.series = explained(
            MEANINGS,
            SeriesSpec("log_count", "log₂ K", "", (count,), whole=True),
            SeriesSpec(
                "noise", "‖ĝ − g‖²/‖g‖²", "", (each, count), tuple(tasks), log=True, whole=True
            ),
            SeriesSpec("noise_model", "1/K", "", (each, count), tuple(tasks), whole=True),
            SeriesSpec("seen_negative", "share below 0", "", (between, count), names, whole=True),
            SeriesSpec("true_cosines", "cosine", "", (between,), names),
        )

    def measure(self, point: Point, artefact: Any) -> Reading:
        drawn = micro_batches(point, "noise", DRAWN)
        many = batch_gradients(point.tasks, point.state.w, drawn).double()  # [64, m, P]
        true = point.evidence.gradients.double()
        first, second = (list(side) for side in zip(*self._pairs, strict=True))
        squares = true.square().sum(-1)
        noise, negative = [], []
        for count in COUNTS:
            means = many.unflatten(0, (-1, count)).mean(1)  # [64/K, m, P]
            noise.append((means - true).square().sum(-1).mean(0) / squares)
            cosines = conflict.cosines(means @ means.mT)[:, first, second]
            negative.append((cosines < 0).double().mean(0))
        found = torch.stack(noise, 1)
        values = {
            "log_count": torch.tensor(COUNTS).log2(),
            "noise": found,
            "noise_model": found[:, :1] / torch.tensor(COUNTS),
            "seen_negative": torch.stack(negative, 1),
            "true_cosines": conflict.cosines(point.evidence.gramian)[first, second],
        }
        shown = {name: torch.where(v.isfinite(), v, torch.nan) for name, v in values.items()}
        return Reading({name: value.cpu().numpy() for name, value in shown.items()})
