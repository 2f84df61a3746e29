"""Which examples are learned, and when."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from descentlab.meanings.learning_order import MEANINGS
from descentlab.meanings.meaning import explained
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
#: Those whose histogram is drawn.
SHOWN = ("real labels", "right, plain mean", "wrong, plain mean", "random labels")
#: Steps at which the bins of the histogram begin: 0, then half powers of two.
EDGES = torch.tensor([0, *sorted({round(2 ** (j / 2)) for j in range(21)})])


class LearningOrder(Measurement):
    """An example is learned while its network gives its label more than half of the probability.

    `network_loss` [4] and `network_accuracy` [4] on the labels each trains on; `learned` [6] the
    share of each group of examples that is learned now; `first_learned` [4, 2 bins] the outline of
    a histogram, the share of a group first learned in each stretch of steps, over `first_step`
    [2 bins], log₁₀ of both ends of each. NaN for a group without examples.
    """

    name = "learning_order"
    reads_settings = False

    def __init__(self) -> None:
        names, networks = tuple(GROUPS), ("network", len(NETWORKS))
        groups, corners = ("group", len(GROUPS)), ("corner", 2 * len(EDGES))
        shown = ("shown", len(SHOWN))
        self.series = explained(
            MEANINGS,
            SeriesSpec("network_loss", "training loss", "", (networks,), NETWORKS, log=True),
            SeriesSpec("network_accuracy", "training accuracy", "", (networks,), NETWORKS),
            SeriesSpec("learned", "share learned now", "", (groups,), names),
            SeriesSpec("first_step", "log₁₀ step", "", (corners,), whole=True),
            SeriesSpec("first_learned", "first learned", "", (shown, corners), SHOWN, whole=True),
        )

    def measure(self, point: Point, artefact: Tensor | None) -> Reading:
        """The artefact is the step [n, 4] at which each example was first learned; −1 for never."""
        logits, targets = logits_at(point), point.problem.objective.targets
        surprise = -logits.double().log_softmax(1).gather(1, targets[:, None]).squeeze(1)  # [n, 4]
        learned = surprise < math.log(2)
        first = torch.full_like(targets, -1) if artefact is None else artefact
        first = torch.where((first < 0) & learned, point.state.step, first)
        members = {name: (n, _members(point, n, wrong)) for name, (n, wrong) in GROUPS.items()}
        values = {
            "network_loss": surprise.mean(0).numpy(),
            "network_accuracy": (logits.argmax(1) == targets).double().mean(0).numpy(),
            "learned": [float(learned[m, n].double().mean()) for n, m in members.values()],
            "first_step": _corners(),
            "first_learned": [_outline(first[m, n]) for n, m in map(members.get, SHOWN)],
        }
        return Reading(values, first)


def _members(point: Point, network: int, wrong: bool | None) -> Tensor:
    """[n] which examples of a network belong to a group."""
    mistaken = point.problem.wrong
    return torch.ones_like(mistaken) if wrong is None else mistaken == wrong


def _corners() -> np.ndarray:
    """log₁₀ of both ends of each bin, one behind the other; step 0 is drawn from ½ to 1."""
    ends = torch.cat([EDGES, 2 * EDGES[-1:]]).double().clamp(min=0.5).log10()
    return torch.stack([ends[:-1], ends[1:]], 1).flatten().numpy()


def _outline(first: Tensor) -> np.ndarray:
    """The share of all examples in each bin, twice [2 bins]; of their steps, −1 for never."""
    if not len(first):
        return np.full(2 * len(EDGES), np.nan)
    place = torch.bucketize(first[first >= 0], EDGES, right=True) - 1
    shares = torch.bincount(place, minlength=len(EDGES)).double() / len(first)
    return shares.repeat_interleave(2).numpy()
