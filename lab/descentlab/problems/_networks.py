"""What the networks of the problems are made of."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated

import torch
from torch import nn

from descentlab.randomness import generator
from descentlab.settings import Choice, Info, Range

#: Activations by the name they have in the settings.
ACTIVATIONS = {"tanh": nn.Tanh, "relu": nn.ReLU, "gelu": nn.GELU, "silu": nn.SiLU}

#: Settings of multilayer perceptrons.
Activation = Annotated[
    str,
    Choice(*ACTIVATIONS),
    Info(
        "activation",
        "What each hidden unit makes of its input; relu has a kink at zero.",
        group="problem",
    ),
]
Width = Annotated[int, Range(1, 256), Info("width", "Units in each hidden layer.", group="problem")]


def multilayer_perceptron(widths: Sequence[int], activation: str) -> nn.Sequential:
    """Linear layers from each width to the next, with the activation between them."""
    layers: list[nn.Module] = []
    for inputs, outputs in pairwise(widths):
        layers += [nn.Linear(inputs, outputs), ACTIVATIONS[activation]()]
    return nn.Sequential(*layers[:-1])


def initialise(network: nn.Module, seed: int) -> nn.Module:
    """LeCun-uniform weights and biases, U(−1/√fan_in, 1/√fan_in), torch's default, but seeded."""
    source = generator(seed, "weights")
    with torch.no_grad():
        for layer in network.modules():
            if isinstance(layer, nn.Linear | nn.Conv2d):
                bound = layer.weight[0].numel() ** -0.5
                layer.weight.uniform_(-bound, bound, generator=source)
                layer.bias.uniform_(-bound, bound, generator=source)
    return network
