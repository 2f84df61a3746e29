"""Which examples are learned, and when."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.problems.real_and_random_labels import NETWORKS, NOISY, RANDOM, REAL, ROBUST
from descentlab.processes.each_by_itself import logits_at
from descentlab.runs.point import Point

#: Examples that are told apart: of which network, and whether their label is wrong.
GROUPS = {
    "real labels": (REAL, None),
    "right, plain mean": (NOISY, False),
    "wrong, plain mean": (NOISY, True),
    "right, robust mean": (ROBUST, False),
    "wrong, robust mean": (ROBUST, True),
    "random labels": (RANDOM, None),
}
#: Steps at which the bins of the histogram begin: 0, then half powers of two.
EDGES = torch.tensor([0, *sorted({round(2 ** (j / 2)) for j in range(21)})])


class LearningOrder(Measurement):
    """An example is learned while its network gives its label more than half of the probability.

    `network_loss` [4] and `network_accuracy` [4] on the labels each trains on; `learned` [6] the
    share of each group of examples that is learned now; `first_learned` [6, bins] the share of
    each group that was first learned in that stretch of steps, `first_step` [bins] log₁₀ of the
    stretch's middle. NaN for a group without examples.
    """

    name = "learning_order"
    reads_settings = False

    def __init__(self) -> None:
        names, networks = tuple(GROUPS), ("network", len(NETWORKS))
        groups, bins = ("group", len(GROUPS)), ("bin", len(EDGES))
        self.series = (
            SeriesSpec("network_loss", "training loss", "", (networks,), NETWORKS, log=True),
            SeriesSpec("network_accuracy", "training accuracy", "", (networks,), NETWORKS),
            SeriesSpec("learned", "share learned now", "", (groups,), names),
            SeriesSpec("first_step", "log₁₀ step", "", (bins,), whole=True),
            SeriesSpec("first_learned", "first learned", "", (groups, bins), names, whole=True),
        )

    def measure(self, point: Point, artefact: Tensor | None) -> Reading:
        """The artefact is the step [n, 4] at which each example was first learned; −1 for never."""
        logits, targets = logits_at(point), point.problem.objective.targets
        surprise = -logits.double().log_softmax(1).gather(1, targets[:, None]).squeeze(1)  # [n, 4]
        learned = surprise < math.log(2)
        first = torch.full_like(targets, -1) if artefact is None else artefact
        first = torch.where((first < 0) & learned, point.state.step, first)
        members = [(n, _members(point, n, wrong)) for n, wrong in GROUPS.values()]
        values = {
            "network_loss": surprise.mean(0).numpy(),
            "network_accuracy": (logits.argmax(1) == targets).double().mean(0).numpy(),
            "learned": [float(learned[m, n].double().mean()) for n, m in members],
            "first_step": _middles(),
            "first_learned": np.stack([_histogram(first[m, n]) for n, m in members]),
        }
        return Reading(values, first)


def _members(point: Point, network: int, wrong: bool | None) -> Tensor:
    """[n] which examples of a network belong to a group."""
    mistaken = point.problem.wrong
    return torch.ones_like(mistaken) if wrong is None else mistaken == wrong


def _middles() -> np.ndarray:
    """log₁₀ of the middle of each bin; the first, step 0, stands at ½."""
    ends = torch.cat([EDGES[1:], 2 * EDGES[-1:]]).double()
    return (EDGES.clamp(min=0.5) * ends.clamp(min=0.5)).sqrt().log10().numpy()


def _histogram(first: Tensor) -> np.ndarray:
    """The share of all examples in each bin [bins], from the steps at which they were learned."""
    if not len(first):
        return np.full(len(EDGES), np.nan)
    place = torch.bucketize(first[first >= 0], EDGES, right=True) - 1
    return (torch.bincount(place, minlength=len(EDGES)).double() / len(first)).numpy()
