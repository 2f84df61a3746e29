"""One network on the same digits with their labels, with some wrong, and with random ones."""

from __future__ import annotations

import copy
from dataclasses import dataclass, fields
from typing import Annotated

import torch
from descentkernels import ModuleObjective
from descentkernels.criteria import cross_entropy
from torch import Tensor

from descentlab.problem import Problem, ProblemKind
from descentlab.problems._digits import chosen, digits
from descentlab.problems._networks import Activation, Width, initialise, multilayer_perceptron
from descentlab.problems._side_by_side import SideBySide, SideBySideSettings, side_by_side
from descentlab.randomness import generator
from descentlab.settings import Info, Range

#: Who trains on what: the two in the middle on the same labels.
NETWORKS = ("real labels", "some wrong", "some wrong, robust", "random labels")
REAL, NOISY, ROBUST, RANDOM = range(4)


@dataclass(frozen=True)
class RealAndRandomLabelsSettings(SideBySideSettings):
    """A perceptron with one hidden layer, and how many labels are wrong."""

    activation: Activation = "tanh"
    width: Width = 32
    label_noise: Annotated[
        float,
        Range(0.0, 0.8),
        Info(
            "wrong labels",
            "Share of the examples with a wrong label, drawn from the other classes, in the two "
            "networks that meet some.",
            group="problem",
        ),
    ] = 0.3


@dataclass(frozen=True)
class LabelledProblem(Problem):
    """The problem of all networks together, and of each alone."""

    alone: tuple[ModuleObjective, ...] = ()  # one a network: its own weights, its own labels
    wrong: Tensor | None = None  # [n] which examples of the two in the middle are labelled wrongly
    held_out: ModuleObjective | None = None  # all networks on the digits not trained on, if any


def labels(settings: RealAndRandomLabelsSettings) -> Tensor:
    """[n, 4]: the digits; twice the digits with some labels wrong; labels drawn at random."""
    real = digits()[1][chosen(settings)]
    source = generator(settings.seed, "labels")
    count, classes = len(real), settings.classes
    chance = torch.rand(count, generator=source)
    shift = torch.randint(1, classes, (count,), generator=source)
    random = torch.randint(0, classes, (count,), generator=source)
    # a larger share contains a smaller one
    noisy = torch.where(chance < settings.label_noise, (real + shift) % classes, real)
    return torch.stack([real, noisy, noisy, random], 1)


def build(settings: RealAndRandomLabelsSettings) -> Problem:
    """64 → width → classes, four times from the same weights."""
    widths = (64, settings.width, settings.classes)
    network = initialise(multilayer_perceptron(widths, settings.activation), settings.seed)
    networks = {name: copy.deepcopy(network) for name in NETWORKS}
    kept, targets = chosen(settings), labels(settings)
    joined = side_by_side(networks, settings, targets)
    inputs = digits()[0][kept]
    alone = [
        ModuleObjective(network, inputs, own, cross_entropy, device="cpu", dtype=torch.float32)
        for own in targets.T.contiguous()
    ]
    return LabelledProblem(
        **{f.name: getattr(joined, f.name) for f in fields(Problem)},
        alone=tuple(alone),
        wrong=targets[:, NOISY] != targets[:, REAL],
        held_out=_held_out(list(networks.values()), settings, kept),
    )


def _held_out(
    networks: list, settings: RealAndRandomLabelsSettings, kept: Tensor
) -> ModuleObjective | None:
    """All networks on the digits of the same classes that are not among the `kept`."""
    inputs, answers = digits()
    free = answers < settings.classes
    free[kept] = False
    if not bool(free.any()):
        return None

    def agreement(logits: Tensor, classes: Tensor) -> Tensor:
        return cross_entropy(logits, classes[:, None].expand(-1, logits.shape[2]))

    joined = SideBySide(networks)
    return ModuleObjective(
        joined, inputs[free], answers[free], agreement, device="cpu", dtype=torch.float32
    )


problem = ProblemKind("Digits, real and random labels", RealAndRandomLabelsSettings, build)
