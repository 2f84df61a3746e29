"""Softmax regression on the digits or on data of one's own, or a perceptron in its place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import torch
from torch import Tensor

from descentlab.datasets.dataset import CLASSES, Dataset
from descentlab.problem import Problem, ProblemKind
from descentlab.problems._classification import Precision
from descentlab.problems._digits import DigitsSettings
from descentlab.problems._examples import Examples, examples, fitted
from descentlab.problems._networks import Width, initialise, multilayer_perceptron
from descentlab.randomness import generator
from descentlab.settings import Choice, Info, Range


@dataclass(frozen=True)
class SoftmaxRegressionSettings(DigitsSettings):
    """Cross-entropy, in float64 so that losses of 1e-10 mean something."""

    hidden: Annotated[
        int,
        Range(0, 3),
        Info(
            "hidden layers",
            "None: softmax regression, 650 weights at ten classes and a convex loss.",
            group="problem",
        ),
    ] = 0
    width: Width = 32
    label_noise: Annotated[
        float,
        Range(0.0, 1.0),
        Info(
            "label noise",
            "Share of the examples whose label is drawn anew. With many examples no weights fit "
            "them all then, and the loss has a minimum at finite weights.",
            group="problem",
        ),
    ] = 0.0
    loss: Annotated[
        str,
        Choice("cross_entropy"),
        Info("loss", "cross_entropy in nats: softmax has to be there.", group="problem"),
    ] = "cross_entropy"
    precision: Precision = "float64"


def labels(settings: SoftmaxRegressionSettings, kept: Examples) -> Tensor:
    """[n] the examples' own labels, but for the share that is drawn anew from all classes."""
    own = kept.targets.clone()
    source = generator(settings.seed, "label noise")
    drawn = torch.randint(len(kept.names), own.shape, generator=source)
    noisy = torch.randperm(len(own), generator=source)[: round(settings.label_noise * len(own))]
    own[noisy] = drawn[noisy]
    return own


def build(settings: SoftmaxRegressionSettings, data: Dataset | None = None) -> Problem:
    """64 → classes, with `hidden` layers of `width` units between.

    Without hidden layers the loss is convex, and flat along one direction a weight column: the same
    added to all classes. Where the examples can be told apart it has no minimum; its infimum is 0.
    """
    kept = examples(settings, data)
    widths = (kept.width, *[settings.width] * settings.hidden, kept.outputs)
    network = initialise(multilayer_perceptron(widths, settings.activation), settings.seed)
    return fitted(network, replace(kept, targets=labels(settings, kept)), settings)


problem = ProblemKind("Softmax regression", SoftmaxRegressionSettings, build, (CLASSES,))
