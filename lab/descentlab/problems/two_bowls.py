"""Two bowls in a plane: the angle and the lengths of two tasks' gradients, by hand."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

import torch
from descentkernels import FunctionObjective, conflict
from torch import Tensor

from descentlab.problem import Problem, ProblemKind
from descentlab.randomness import generator
from descentlab.settings import Info, Range, Settings

#: How far the bowls' centres lie from where the runs start.
RADIUS = 6.0
#: How far a start is scattered about the origin, so that seeds differ.
SCATTER = 0.1


@dataclass(frozen=True)
class TwoBowlsSettings(Settings):
    """How the two losses pull."""

    angle: Annotated[
        float,
        Range(0.0, 180.0, unit="°"),
        Info("angle of the tasks", "Between the two gradients at the start.", True, "problem"),
    ] = 100.0
    ratio: Annotated[
        float,
        Range(1.0, 1000.0, log=True),
        Info("scale of f₁", "What the first loss is multiplied by.", True, "problem"),
    ] = 100.0
    seed: Annotated[
        int, Range(0, 9999), Info("seed", "Of the start, and of random rules.", group="problem")
    ] = 0


def centres(settings: TwoBowlsSettings) -> Tensor:
    """Where each loss is least [2, 2]: up and to the left, up and to the right."""
    half = math.radians(settings.angle) / 2
    x, y = RADIUS * math.sin(half), RADIUS * math.cos(half)
    return torch.tensor([[-x, y], [x, y]], dtype=torch.float64)


def scaled(settings: TwoBowlsSettings, places: Tensor) -> tuple[Tensor, Tensor]:
    """fᵢ = sᵢ‖θ − cᵢ‖²/2r² [..., 2] and their gradients [..., 2, 2]; s = (ratio, 1)."""
    scale = torch.tensor([settings.ratio, 1.0], dtype=torch.float64) / RADIUS**2
    away = places[..., None, :] - centres(settings)
    return 0.5 * scale * away.square().sum(-1), scale[:, None] * away


def tasks(settings: TwoBowlsSettings) -> conflict.FunctionTasks:
    """Both losses in force."""
    return conflict.FunctionTasks(
        lambda w: scaled(settings, w)[0],
        2,
        "cpu",
        torch.float64,
        batched=lambda w: scaled(settings, w)[0],
        gradients=lambda w: scaled(settings, w)[1],
    )


def build(settings: TwoBowlsSettings) -> Problem:
    """The plain loss is the mean of both, as the run began."""

    def mean(w: Tensor) -> Tensor:
        return scaled(settings, w)[0].mean(-1)

    drawn = generator(settings.seed, "start")
    start = SCATTER * torch.randn(2, generator=drawn, dtype=torch.float64)
    objective = FunctionObjective(mean, 2, "cpu", torch.float64, batched=mean)
    return Problem(objective, start, labels={"task": ("f₁", "f₂")}, tasks=tasks)


problem = ProblemKind("Two bowls", TwoBowlsSettings, build)
