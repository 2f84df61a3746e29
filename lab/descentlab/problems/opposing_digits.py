"""Digits, some with a loud feature that goes with one label as often as with another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Annotated

import torch
from torch import Tensor, nn

from descentlab.problem import Metric, Problem, ProblemKind
from descentlab.problems._classification import LOSSES
from descentlab.problems._digits import DigitsSettings, chosen, digits, digits_problem, scans
from descentlab.problems._networks import ACTIVATIONS, Width, initialise, multilayer_perceptron
from descentlab.problems._reweighted import reweighted
from descentlab.randomness import generator
from descentlab.settings import Choice, Info, Range


@dataclass(frozen=True)
class OpposingDigitsSettings(DigitsSettings):
    """The planted groups, and a perceptron with `depth` hidden layers of `width` units."""

    width: Width = 72
    depth: Annotated[
        int,
        Range(0, 6),
        Info("hidden layers", "0: outputs are linear in the weights.", group="problem"),
    ] = 2
    activation: Annotated[
        str,
        Choice(*ACTIVATIONS, "linear"),
        Info(
            "activation",
            "What each hidden unit makes of its input; linear: nothing, so that the network is a "
            "product of matrices.",
            group="problem",
        ),
    ] = "tanh"
    fraction: Annotated[
        float,
        Range(0.0, 0.5),
        Info(
            "opposing fraction",
            "Share of the examples that get the feature; half are labelled 0 and half 1.",
            group="problem",
        ),
    ] = 0.1
    labels: Annotated[
        str,
        Choice("opposing", "agreeing"),
        Info(
            "labels",
            "opposing: the second group is labelled 1; agreeing: both are labelled 0, and nothing "
            "is left but a loud feature.",
            group="problem",
        ),
    ] = "opposing"
    magnitude: Annotated[
        float,
        Range(0.0, 10.0),
        Info(
            "magnitude",
            "Length of the feature, in lengths of a typical digit.",
            group="problem",
        ),
    ] = 4.0
    outlier_weight: Annotated[
        float,
        Range(0.0, 1.0),
        Info(
            "weight of the opposing",
            "How much the losses of the two groups count in training: 0 takes them out.",
            live=True,
            group="steering",
        ),
    ] = 1.0


def feature() -> Tensor:
    """[8, 8] of unit length: the left and right columns, where hardly any digit has ink."""
    pattern = torch.zeros(8, 8, dtype=torch.float64)
    pattern[:, [0, 7]] = 0.25
    return pattern


def opposing(settings: OpposingDigitsSettings) -> tuple[Tensor, Tensor]:
    """Which of the problem's examples carry the feature: [m] labelled 0 and [m] labelled 1.

    2m is the fraction of all examples, to the nearest even number.
    """
    examples = len(chosen(settings))
    count = round(settings.fraction * examples / 2)
    shuffled = torch.randperm(examples, generator=generator(settings.seed, "opposing"))
    return shuffled[:count].sort().values, shuffled[count : 2 * count].sort().values


def build(settings: OpposingDigitsSettings) -> Problem:
    """64 → width → … → classes; groups "opposing 0" and "opposing 1", with a metric for each.

    The feature is the same in both groups and their labels differ, so their gradients along it are
    opposite and large, and what is left of their sum is small (opposing signals: Rosenfeld &
    Risteski, 2023). Only what else an image shows tells the groups apart.
    """
    kept, groups = chosen(settings), opposing(settings)
    marked = torch.cat(groups)
    inputs, images, labels = digits()[0][kept], scans()[0][kept], digits()[1][kept]
    # a digit's inputs have variance 1 over 64 pixels: its length is about 8
    inputs[marked] += 8.0 * settings.magnitude * feature().flatten()
    images[marked] = torch.maximum(images[marked], feature() / feature().max())
    for label, group in enumerate(groups):
        labels[group] = label if settings.labels == "opposing" else 0
    network = initialise(_network(settings), settings.seed)
    plain = digits_problem(network, (64,), settings, inputs=inputs, images=images, labels=labels)
    named = {f"opposing {label}": group for label, group in enumerate(groups)}
    losses = {f"loss_opposing_{i}": _loss_of(plain, g, settings) for i, g in enumerate(groups)}
    return replace(
        plain,
        metrics={**plain.metrics, **losses},
        groups=named,
        trained=reweighted(plain, marked),
    )


def _network(settings: OpposingDigitsSettings) -> nn.Sequential:
    widths = (64, *(settings.width for _ in range(settings.depth)), settings.classes)
    if settings.activation == "linear":
        return nn.Sequential(*(nn.Linear(a, b) for a, b in pairwise(widths)))
    return multilayer_perceptron(widths, settings.activation)


def _loss_of(problem: Problem, group: Tensor, settings: OpposingDigitsSettings) -> Metric:
    criterion, targets = LOSSES[settings.loss], problem.classes[group]

    def loss(w: Tensor, outputs: Tensor | None) -> float:
        """The mean loss of the group's examples; NaN if it has none."""
        outputs = problem.objective.outputs(w) if outputs is None else outputs
        return float(criterion(outputs[group], targets)) if len(group) else float("nan")

    return loss


problem = ProblemKind("Digits with opposing signals", OpposingDigitsSettings, build)
