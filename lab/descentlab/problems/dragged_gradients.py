"""Three losses with constant gradients, which a hand can drag."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import torch
from descentkernels import FunctionObjective
from descentkernels.conflict import FunctionTasks
from torch import Tensor

from descentlab.problem import Problem, ProblemKind
from descentlab.randomness import generator
from descentlab.settings import Info, Range, Settings

TASKS = ("first", "second", "third")
AXES = ("x", "y", "z")
#: How far a coordinate can be dragged.
REACH = 3.0

Seed = Annotated[int, Range(0, 9999), Info("seed", "Of the start.", group="problem")]


def coordinate(task: int, axis: str) -> type:
    """The live setting of one coordinate of a gradient."""
    label = f"{TASKS[task - 1]} gradient, {axis}"
    told = f"How fast the {TASKS[task - 1]} loss rises along {axis}. Or drag the arrow's tip."
    return Annotated[float, Range(-REACH, REACH), Info(label, told, True, "gradients")]


@dataclass(frozen=True)
class PlaneGradients(Settings):
    """Three gradients in the plane: two in conflict, the third longer."""

    g1x: coordinate(1, "x") = 1.0
    g1y: coordinate(1, "y") = 0.9
    g2x: coordinate(2, "x") = -0.8
    g2y: coordinate(2, "y") = 0.5
    g3x: coordinate(3, "x") = 2.4
    g3y: coordinate(3, "y") = 0.1
    seed: Seed = 0


@dataclass(frozen=True)
class SpaceGradients(Settings):
    """Three gradients in space, of unequal length, two in conflict with the long one."""

    g1x: coordinate(1, "x") = 2.8
    g1y: coordinate(1, "y") = -0.4
    g1z: coordinate(1, "z") = -0.3
    g2x: coordinate(2, "x") = -1.0
    g2y: coordinate(2, "y") = 0.8
    g2z: coordinate(2, "z") = 0.4
    g3x: coordinate(3, "x") = -0.8
    g3y: coordinate(3, "y") = -0.3
    g3z: coordinate(3, "z") = 1.1
    seed: Seed = 0


def names(dim: int) -> list[list[str]]:
    """The settings with each gradient's coordinates."""
    return [[f"g{task}{axis}" for axis in AXES[:dim]] for task in range(1, len(TASKS) + 1)]


def gradients(settings: Settings, dim: int) -> Tensor:
    """J [3, dim] float64 as the settings have it."""
    return torch.tensor(
        [[getattr(settings, name) for name in row] for row in names(dim)], dtype=torch.float64
    )


def build(settings: Settings) -> Problem:
    """Lᵢ(w) = gᵢ·w, one weight a coordinate; the objective is their mean.

    The losses fall and rise for ever at a constant rate: what matters is who falls, and how fast.
    """
    dim = 3 if isinstance(settings, SpaceGradients) else 2

    def tasks(settings: Settings) -> FunctionTasks:
        rows = gradients(settings, dim)
        return FunctionTasks(
            lambda w: rows @ w,
            dim,
            "cpu",
            torch.float64,
            batched=lambda points: points @ rows.T,
            gradients=lambda points: rows.expand(len(points), *rows.shape),
        )

    def mean(settings: Settings) -> FunctionObjective:
        row = gradients(settings, dim).mean(0)
        return FunctionObjective(lambda w: row @ w, dim, "cpu", torch.float64)

    start = 0.1 * torch.randn(dim, generator=generator(settings.seed, "start"), dtype=torch.float64)
    labels = {"task": TASKS}
    return Problem(mean(settings), start, labels=labels, tasks=tasks, trained=mean)


PLANE = ProblemKind("Three gradients in the plane", PlaneGradients, build)
SPACE = ProblemKind("Three gradients in space", SpaceGradients, build)
