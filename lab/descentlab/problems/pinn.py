"""Physics-informed networks: fit a differential equation's solution from the equation alone."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated

import torch
from descentkernels.layout import Slot
from torch import Tensor

from descentlab.problem import Problem, ProblemKind
from descentlab.problems._pinn_equations import Equation, helmholtz, klein_gordon
from descentlab.problems._pinn_jets import JetNetwork
from descentlab.problems._pinn_objective import PinnObjective
from descentlab.problems._pinn_tasks import PinnTasks
from descentlab.randomness import generator
from descentlab.settings import Choice, Info, Range, Settings

#: The wavenumber of the second direction of the plane, x; the setting is the one of y.
ACROSS = 1.0


@dataclass(frozen=True)
class PinnSettings(Settings):
    """Which equation, how wavy its solution is, and how large a network is to find it."""

    equation: Annotated[
        str,
        Choice("helmholtz_1d", "helmholtz_2d", "klein_gordon"),
        Info(
            "equation",
            "Helmholtz Δu + u = q with u = sin(aπx), or sin(πx)·sin(aπy); Klein-Gordon "
            "u_tt − u_xx + u³ = f with u = x·cos(aπt) + (xt)³. q and f are made so that this u "
            "solves them.",
            group="problem",
        ),
    ] = "helmholtz_1d"
    wavenumber: Annotated[
        int, Range(1, 8), Info("wavenumber a", "Half-waves in a unit of length.", group="problem")
    ] = 4
    points: Annotated[
        int,
        Range(16, 900),
        Info("points", "Where the residual is taken: about so many, evenly.", group="problem"),
    ] = 100
    width: Annotated[
        int, Range(2, 64), Info("width", "Units in each hidden layer.", group="problem")
    ] = 30
    layers: Annotated[
        int, Range(1, 3), Info("hidden layers", "Tanh layers of the network.", group="problem")
    ] = 2
    seed: Annotated[
        int, Range(0, 9999), Info("seed", "Of the initial weights.", group="problem")
    ] = 0


def equation_of(settings: PinnSettings) -> Equation:
    """The equation the settings name, with its points."""
    a, side = float(settings.wavenumber), round(settings.points**0.5)
    if settings.equation == "helmholtz_1d":
        return helmholtz((a,), settings.points)
    if settings.equation == "helmholtz_2d":
        return helmholtz((ACROSS, a), side)
    return klein_gordon(a, side)


def build(settings: PinnSettings) -> Problem:
    """D → width → ... → 1 by tanh; the objective is the plain sum of the tasks' losses."""
    equation = equation_of(settings)
    hidden = (settings.width,) * settings.layers
    network = JetNetwork((len(equation.low), *hidden, 1), equation.coefficients)
    tasks = PinnTasks(equation, network)
    names = [f"layer {n}" for n in range(1, len(network.widths))]
    layout, place = [], 0
    for name, (i, o) in zip(names, pairwise(network.widths), strict=True):
        for part, shape in (("weight", (o, i)), ("bias", (o,))):
            size = o * i if part == "weight" else o
            layout.append(Slot(f"{name}.{part}", shape, slice(place, place + size)))
            place += size
    return Problem(
        PinnObjective(tasks),
        _glorot(network, settings.seed),
        tuple(layout),
        labels={"task": equation.tasks, "layer": tuple(names)},
        tasks=lambda _: tasks,
    )


def _glorot(network: JetNetwork, seed: int) -> Tensor:
    """Weights N(0, 2/(fan_in + fan_out)) (Glorot & Bengio, 2010), biases U(−b, b), b = 1/√fan_in.

    Zero biases, as the paper has, would make an odd network for an odd solution: what leads away
    from odd functions would be rounding alone, which Adam then makes large.
    """
    source = generator(seed, "weights")
    w = torch.zeros(network.dim, dtype=torch.float64)
    for weight, bias in network.layers(w):
        scale = (2 / sum(weight.shape)) ** 0.5
        weight.copy_(scale * torch.randn(weight.shape, generator=source, dtype=torch.float64))
        bias.uniform_(-1, 1, generator=source).mul_(weight.shape[1] ** -0.5)
    return w


problem = ProblemKind("Physics-informed network", PinnSettings, build)
