"""The examples that a network is fitted to: the digits, or a person's own in their place."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn
from torch.nn import functional

from descentlab.datasets.dataset import CLASSES, NUMBERS, Dataset
from descentlab.problem import Problem
from descentlab.problems._classification import PRECISIONS, classification, regression
from descentlab.problems._digits import DigitsSettings, chosen, digits, scans

#: What problems built on these examples can be given: `ProblemKind.takes_data`.
TAKES_DATA = (CLASSES, NUMBERS)
#: Side of the pictures that views show; the digits have it by themselves.
SIDE = 8


@dataclass(frozen=True)
class Examples:
    """Inputs of root mean square length about √d, and what is to be told from them."""

    inputs: Tensor  # [n, d] float64
    targets: Tensor  # [n] int64, or [n, k] float64
    names: tuple[str, ...]  # of the classes; none for a regression
    shape: tuple[int, int] | None  # height and width of an input that is a picture
    images: Tensor | None = None  # [n, 8, 8] float64 in [0, 1]

    @property
    def width(self) -> int:
        """d, the entries of an input."""
        return self.inputs.shape[1]

    @property
    def outputs(self) -> int:
        """The network's outputs: one a class, or one a number."""
        return len(self.names) or self.targets.shape[1]


def examples(settings: DigitsSettings, data: Dataset | None) -> Examples:
    """The first `settings.examples` of the first `settings.classes` classes of the digits, or of
    `data`; of a regression the first `settings.examples`."""
    if data is None:
        kept = chosen(settings)
        names = tuple(map(str, range(settings.classes)))
        return Examples(digits()[0][kept], digits()[1][kept], names, (8, 8), scans()[0][kept])
    targets = torch.tensor(data.targets)
    among = targets < settings.classes if data.classes else torch.ones(len(targets)).bool()
    kept = among.nonzero()[: settings.examples, 0]
    names = data.classes[: settings.classes]
    inputs, images = torch.tensor(data.inputs)[kept], None
    if data.pictures is not None:
        pictures = torch.tensor(data.pictures)[kept].double() / 255
        images = functional.adaptive_avg_pool2d(pictures[:, None], SIDE)[:, 0]
    return Examples(inputs, targets[kept], names, data.image, images)


def fitted(
    network: nn.Module, to: Examples, settings: DigitsSettings, shape: tuple[int, ...] = ()
) -> Problem:
    """The problem of fitting `network`, which maps [n, *shape] to [n, outputs], `to` examples.

    Inputs are scaled to the length that `settings.input_norm` asks for: √d stands for 1.
    """
    inputs = to.inputs * (settings.input_norm / math.sqrt(to.width))
    inputs, dtype = inputs.reshape(-1, *(shape or (to.width,))), PRECISIONS[settings.precision]
    if not to.names:
        return regression(network, inputs, to.targets.to(dtype), dtype=dtype)
    built = classification(network, inputs, to.targets, settings.loss, to.names, dtype=dtype)
    return replace(built, images=None if to.images is None else to.images.float())
