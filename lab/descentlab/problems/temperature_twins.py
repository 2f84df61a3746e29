"""One network at five temperatures of its softmax, side by side on the digits."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Annotated

import torch
from torch import Tensor, nn

from descentlab.problem import Problem, ProblemKind
from descentlab.problems._networks import Activation, Width, initialise, multilayer_perceptron
from descentlab.problems._side_by_side import SideBySideSettings, side_by_side
from descentlab.settings import Choice, Info, Range

#: The temperatures as powers of the setting R.
POWERS = (-1.0, -0.5, 0.0, 0.5, 1.0)
NETWORKS = ("T = 1/R", "T = 1/√R", "T = 1", "T = √R", "T = R")


@dataclass(frozen=True)
class TemperatureTwinsSettings(SideBySideSettings):
    """A perceptron with one hidden layer, and the temperatures."""

    activation: Activation = "tanh"
    width: Width = 32
    temperatures: Annotated[
        float,
        Range(1.2, 16.0, log=True),
        Info(
            "temperature range R",
            "The five networks have the temperatures 1/R, 1/√R, 1, √R and R.",
            group="problem",
        ),
    ] = 4.0
    twin_start: Annotated[
        str,
        Choice("same_weights", "same_function"),
        Info(
            "twins start from",
            "same_weights: hot networks begin unsure, cold ones sure; same_function: the head is "
            "scaled by T, so that all begin with the same probabilities.",
            group="problem",
        ),
    ] = "same_weights"


class AtTemperature(nn.Module):
    """softmax(z/T) instead of softmax(z): the logits of a network, divided by T."""

    def __init__(self, network: nn.Module, temperature: float) -> None:
        super().__init__()
        self.network = network
        self.temperature = temperature

    def forward(self, x: Tensor) -> Tensor:
        """[n, ...] -> [n, classes]."""
        return self.network(x) / self.temperature


def temperatures(settings: TemperatureTwinsSettings) -> Tensor:
    """T of each network [5]."""
    return settings.temperatures ** torch.tensor(POWERS, dtype=torch.float64)


def build(settings: TemperatureTwinsSettings) -> Problem:
    """64 → width → classes, five times, each with its logits divided by its temperature."""
    widths = (64, settings.width, settings.classes)
    first = initialise(multilayer_perceptron(widths, settings.activation), settings.seed)
    networks = {}
    for name, temperature in zip(NETWORKS, temperatures(settings).tolist(), strict=True):
        twin = copy.deepcopy(first)
        if settings.twin_start == "same_function":
            with torch.no_grad():
                twin[-1].weight *= temperature
                twin[-1].bias *= temperature
        networks[name] = AtTemperature(twin, temperature)
    return side_by_side(networks, settings)


problem = ProblemKind("One MLP at five temperatures", TemperatureTwinsSettings, build)
