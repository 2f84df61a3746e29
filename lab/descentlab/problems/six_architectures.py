"""Six small networks of different make, side by side on the digits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from torch import nn

from descentlab.problem import Problem, ProblemKind
from descentlab.problems._networks import initialise, multilayer_perceptron
from descentlab.problems._row_transformer import RowTransformer
from descentlab.problems._side_by_side import SideBySide, SideBySideSettings, side_by_side
from descentlab.settings import Info, Range

NETWORKS = (
    "softmax regression",
    "tanh MLP",
    "ReLU MLP",
    "GELU + LayerNorm",
    "CNN",
    "transformer",
)


@dataclass(frozen=True)
class SixArchitecturesSettings(SideBySideSettings):
    """How large they are: 650 to 2 410 parameters each at the default."""

    width: Annotated[
        int,
        Range(2, 64),
        Info(
            "width",
            "Hidden units of the perceptrons; the CNN has a sixth as many channels, the "
            "transformer's tokens a third as many entries.",
            group="problem",
        ),
    ] = 24


def build(settings: SixArchitecturesSettings) -> Problem:
    """64 → classes each: without a hidden layer, with one tanh layer, two ReLU layers, one
    layer-normalised GELU layer, two convolutions, or one attention block over pairs of rows."""
    width, classes = settings.width, settings.classes
    channels, token = max(1, width // 6), 2 * max(1, width // 6)
    networks = (
        nn.Sequential(nn.Linear(64, classes)),
        multilayer_perceptron((64, width, classes), "tanh"),
        multilayer_perceptron((64, width, width, classes), "relu"),
        nn.Sequential(
            nn.Linear(64, width), nn.LayerNorm(width), nn.GELU(), nn.Linear(width, classes)
        ),
        nn.Sequential(
            nn.Unflatten(1, (1, 8, 8)),
            nn.Conv2d(1, channels, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(channels, channels, 3, stride=2, padding=1),
            nn.ReLU(),
            nn.Flatten(),
            nn.Linear(16 * channels, classes),
        ),
        RowTransformer(token, classes),
    )
    initialise(SideBySide(networks), settings.seed)
    return side_by_side(dict(zip(NETWORKS, networks, strict=True)), settings)


problem = ProblemKind("Six architectures on the digits", SixArchitecturesSettings, build)
