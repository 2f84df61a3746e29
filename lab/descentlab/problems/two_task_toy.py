"""Two losses over a plane that pull apart: the toys on which rules for many tasks are shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import torch
from descentkernels import FunctionObjective, conflict
from torch import Tensor

from descentlab.problem import Problem, ProblemKind
from descentlab.problems import _two_task_losses as published
from descentlab.randomness import generator
from descentlab.settings import Choice, Info, Range, Settings


@dataclass(frozen=True)
class Toy:
    """A published pair of losses, its starts and where no loss can fall but at the other's cost."""

    losses: published.Losses
    front: Callable[[int], Tensor]  # that many places of the Pareto set
    starts: tuple[tuple[float, float], ...]


FIVE = ((-8.5, 7.5), (0.0, 0.0), (9.0, 9.0), (-7.5, -0.5), (9.0, -1.0))
THREE = ((-8.5, 7.5), (-8.5, -5.0), (9.0, 9.0))
TOYS = {
    # the five starts are of Nash-MTL (Navon et al., 2022) and FAMO, with 0.1 f₁; the three are of
    # CAGrad (Liu et al., 2021), with f₁ as it is
    "five starts": Toy(published.cagrad, published.cagrad_front, FIVE),
    "three starts": Toy(published.cagrad, published.cagrad_front, THREE),
    "PCGrad's": Toy(published.pcgrad, published.pcgrad_front, ((0.5, -3.0),)),
}
#: The most starts that a toy was published with.
MOST = max(len(toy.starts) for toy in TOYS.values())


@dataclass(frozen=True)
class TwoTaskSettings(Settings):
    """Which toy, how unequal its losses are, and where one more run starts."""

    toy: Annotated[
        str,
        Choice(*TOYS),
        Info(
            "toy",
            "five starts: CAGrad's landscape as Nash-MTL and FAMO use it; three starts: as CAGrad "
            "does; PCGrad's: two ravines that meet, with one start.",
            group="problem",
        ),
    ] = "five starts"
    f1_scale: Annotated[
        float,
        Range(1e-3, 1e3, log=True),
        Info("scale of f₁", "What the first loss is multiplied by.", True, "problem"),
    ] = 0.1
    own_x: Annotated[
        float, Range(-11.0, 11.0), Info("own start x", "Drag the start.", True, "own start")
    ] = -2.0
    own_y: Annotated[
        float, Range(-11.0, 11.0), Info("own start y", "Drag the start.", True, "own start")
    ] = 9.0
    jitter: Annotated[
        float,
        Range(0.0, 1.0),
        Info(
            "scatter of starts", "Standard deviation. What it changes is chance.", group="problem"
        ),
    ] = 1e-3
    seed: Annotated[
        int, Range(0, 9999), Info("seed", "Of the scatter, and of random rules.", group="problem")
    ] = 0


def toy_of(settings: TwoTaskSettings) -> Toy:
    """The toy that the settings name."""
    return TOYS[settings.toy]


def scaled(settings: TwoTaskSettings, places: Tensor) -> tuple[Tensor, Tensor]:
    """The losses [..., 2] and gradients [..., 2, 2] in force at `places` [..., 2]."""
    losses, rows = toy_of(settings).losses(places)
    scale = losses.new_tensor([settings.f1_scale, 1.0])
    return losses * scale, rows * scale[:, None]


def least(settings: TwoTaskSettings) -> Tensor:
    """inf fᵢ [2] of the losses in force: each is least somewhere on the front."""
    return scaled(settings, toy_of(settings).front(33))[0].amin(0)


def starts(settings: TwoTaskSettings) -> Tensor:
    """The published starts [S, 2], scattered."""
    places = torch.tensor(toy_of(settings).starts, dtype=torch.float64)
    return places + settings.jitter * _scatter(settings)[: len(places)]


def own_start(settings: TwoTaskSettings) -> Tensor:
    """The start [2] that may be dragged, scattered likewise."""
    place = torch.tensor([settings.own_x, settings.own_y], dtype=torch.float64)
    return place + settings.jitter * _scatter(settings)[-1]


def _scatter(settings: TwoTaskSettings) -> Tensor:
    drawn = generator(settings.seed, "start")
    return torch.randn(MOST + 1, 2, generator=drawn, dtype=torch.float64)


def tasks(settings: TwoTaskSettings) -> conflict.FunctionTasks:
    """Both losses in force, above their infima: fᵢ − inf fᵢ, which rules that take logs need."""
    floor = least(settings)
    return conflict.FunctionTasks(
        lambda w: scaled(settings, w)[0] - floor,
        2,
        "cpu",
        torch.float64,
        batched=lambda w: scaled(settings, w)[0] - floor,
        gradients=lambda w: scaled(settings, w)[1],
    )


def build(settings: TwoTaskSettings) -> Problem:
    """The plain loss is the mean of both, at the scale the run began with."""

    def mean(w: Tensor) -> Tensor:
        return scaled(settings, w)[0].mean(-1)

    names = tuple(f"({x:g}, {y:g})" for x, y in toy_of(settings).starts)
    return Problem(
        FunctionObjective(mean, 2, "cpu", torch.float64, batched=mean),
        own_start(settings),
        labels={
            "task": ("f₁", "f₂"),
            "start": names + ("–",) * (MOST - len(names)),
        },
        tasks=tasks,
    )


problem = ProblemKind("Two tasks in a plane", TwoTaskSettings, build)
