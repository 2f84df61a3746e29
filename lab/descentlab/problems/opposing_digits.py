"""Digits, some with a loud feature that goes with one label as often as with another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated

import torch
from descentkernels import Objective, WeightedObjective
from torch import Tensor

from descentlab.problem import Metric, Problem, ProblemKind
from descentlab.problems._classification import LOSSES
from descentlab.problems._digits import DigitsSettings, chosen, digits, digits_problem, scans
from descentlab.problems._networks import Width, initialise, multilayer_perceptron
from descentlab.randomness import generator
from descentlab.settings import Info, Range


@dataclass(frozen=True)
class OpposingDigitsSettings(DigitsSettings):
    """The planted groups, and a perceptron with two hidden layers of `width` units."""

    width: Width = 72
    fraction: Annotated[
        float,
        Range(0.0, 0.5),
        Info(
            "opposing fraction",
            "Share of the examples that get the feature; half are labelled 0 and half 1.",
            group="problem",
        ),
    ] = 0.1
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
    """64 → width → width → classes; groups "opposing 0" and "opposing 1", with a metric for each.

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
        labels[group] = label
    widths = (64, settings.width, settings.width, settings.classes)
    network = initialise(multilayer_perceptron(widths, settings.activation), settings.seed)
    plain = digits_problem(network, (64,), settings, inputs=inputs, images=images, labels=labels)
    named = {f"opposing {label}": group for label, group in enumerate(groups)}
    losses = {f"loss_opposing_{i}": _loss_of(plain, g, settings) for i, g in enumerate(groups)}
    return replace(
        plain,
        metrics={**plain.metrics, **losses},
        groups=named,
        trained=_reweighted(plain, marked),
    )


def _reweighted(problem: Problem, marked: Tensor) -> Callable[[OpposingDigitsSettings], Objective]:
    """(1/n)(Σ_others ℓᵢ + c Σ_marked ℓᵢ), c the setting `outlier_weight`; the mean for c = 1."""
    whole, count = problem.objective, len(problem.classes)
    if not len(marked):
        return lambda settings: whole
    others = torch.ones(count, dtype=torch.bool)
    others[marked] = False
    rest, loud = whole.restricted(others.nonzero()[:, 0]), whole.restricted(marked)
    share = len(marked) / count

    def trained(settings: OpposingDigitsSettings) -> Objective:
        kept = settings.outlier_weight
        if kept == 1:
            return whole
        return WeightedObjective([(1 - share, rest), (share * kept, loud)])

    return trained


def _loss_of(problem: Problem, group: Tensor, settings: OpposingDigitsSettings) -> Metric:
    criterion, targets = LOSSES[settings.loss], problem.classes[group]

    def loss(w: Tensor, outputs: Tensor | None) -> float:
        """The mean loss of the group's examples; NaN if it has none."""
        outputs = problem.objective.outputs(w) if outputs is None else outputs
        return float(criterion(outputs[group], targets)) if len(group) else float("nan")

    return loss


problem = ProblemKind("Digits with opposing signals", OpposingDigitsSettings, build)
