"""The data of the digits problems: scikit-learn's 1797 scans of handwritten digits, 8×8 pixels."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated

import torch
from torch import Tensor, nn

from descentlab.problem import Problem
from descentlab.problems._classification import (
    PRECISIONS,
    LossName,
    Precision,
    classification,
)
from descentlab.problems._networks import Activation
from descentlab.randomness import generator
from descentlab.settings import Info, Range, Settings

Examples = Annotated[
    int,
    Range(10, 1797),
    Info("examples", "Training examples; all are used at every step.", group="problem"),
]


@dataclass(frozen=True)
class DigitsSettings(Settings):
    """What every problem on the digits can be asked."""

    activation: Activation = "tanh"
    examples: Examples = 500
    classes: Annotated[
        int, Range(2, 10), Info("classes", "The digits 0, 1, ... told apart.", group="problem")
    ] = 10
    input_norm: Annotated[
        float,
        Range(0.1, 20.0, log=True),
        Info(
            "input norm",
            "Root mean square length of an input; 8 is one standard deviation a pixel.",
            group="problem",
        ),
    ] = 8.0
    loss: LossName = "mse"
    precision: Precision = "float32"
    seed: Annotated[
        int, Range(0, 9999), Info("seed", "Of the initial weights.", group="problem")
    ] = 0


@cache
def scans() -> tuple[Tensor, Tensor]:
    """Images [1797, 8, 8] from 0 (paper) to 1 (ink) and labels [1797], float64 and int64.

    In an order shuffled once and for all, so that the first n are a fair sample and a larger n
    contains a smaller one.
    """
    from sklearn.datasets import load_digits  # slow to import, and not every run needs it

    images, labels = load_digits(return_X_y=True)
    order = torch.randperm(len(images), generator=generator(0, "digits"))
    ink = torch.as_tensor(images, dtype=torch.float64).reshape(-1, 8, 8) / 16
    return ink[order], torch.as_tensor(labels)[order].long()


@cache
def digits() -> tuple[Tensor, Tensor]:
    """The scans as inputs [1797, 64], centred and scaled to unit overall variance, and labels."""
    images, labels = scans()
    x = images.flatten(1) - images.flatten(1).mean(0)
    return x / x.std(), labels


def chosen(settings: DigitsSettings) -> Tensor:
    """[n] numbers, in `scans`, of the first examples of the first classes."""
    return (digits()[1] < settings.classes).nonzero()[: settings.examples, 0]


def digits_problem(
    network: nn.Module,
    shape: tuple[int, ...],
    settings: DigitsSettings,
    *,
    inputs: Tensor | None = None,
    images: Tensor | None = None,
    labels: Tensor | None = None,
) -> Problem:
    """The problem of fitting `network` to the `chosen` examples.

    Args:
        network: maps [n, *shape] to [n, classes].
        shape: of one input; 64 entries.
        settings: of the data.
        inputs: [n, 64] in place of the digits, before `input_norm` is applied.
        images: [n, 8, 8] in place of the scans.
        labels: [n] in place of the digits'.
    """
    kept = chosen(settings)
    inputs = digits()[0][kept] if inputs is None else inputs
    images = scans()[0][kept] if images is None else images
    labels = digits()[1][kept] if labels is None else labels
    fitted = classification(
        network,
        (inputs * (settings.input_norm / 8.0)).reshape(-1, *shape),
        labels,
        settings.loss,
        [str(digit) for digit in range(settings.classes)],
        dtype=PRECISIONS[settings.precision],
    )
    return replace(fitted, images=images.float())
