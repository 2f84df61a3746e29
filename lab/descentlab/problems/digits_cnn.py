"""A small convolutional network on the digits, or on pictures of one's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from torch import nn

from descentlab.datasets.dataset import Dataset
from descentlab.errors import LabError
from descentlab.problem import Problem, ProblemKind
from descentlab.problems._digits import DigitsSettings
from descentlab.problems._digits import Examples as ExamplesSetting
from descentlab.problems._examples import TAKES_DATA, examples, fitted
from descentlab.problems._networks import ACTIVATIONS, initialise
from descentlab.settings import Info, Range


@dataclass(frozen=True)
class DigitsCnnSettings(DigitsSettings):
    """Two convolutions of `channels` channels: 1 898 parameters at the default."""

    examples: ExamplesSetting = 200  # a convolution's products cost several times a matrix's

    channels: Annotated[
        int, Range(1, 64), Info("channels", "Channels of each convolution.", group="problem")
    ] = 8


def build(settings: DigitsCnnSettings, data: Dataset | None = None) -> Problem:
    """8×8 → 3×3 convolution → 3×3 convolution with stride 2 (4×4) → classes.

    Raises LabError when the data are not pictures.
    """
    kept = examples(settings, data)
    if kept.shape is None:
        raise LabError(
            f"{data.name}: expected pictures, as arrays [n, h, w] or a square of grey values a "
            "row; found a table. Convolutions need neighbours: use an exhibit with an MLP."
        )
    activation, channels = ACTIVATIONS[settings.activation], settings.channels
    height, width = kept.shape
    network = nn.Sequential(
        nn.Conv2d(1, channels, 3, padding=1),
        activation(),
        nn.Conv2d(channels, channels, 3, stride=2, padding=1),
        activation(),
        nn.Flatten(),
        nn.Linear((-(-height // 2)) * (-(-width // 2)) * channels, kept.outputs),
    )
    return fitted(initialise(network, settings.seed), kept, settings, (1, height, width))


problem = ProblemKind("CNN on the digits", DigitsCnnSettings, build, TAKES_DATA)
