"""A loss over the plane, drawn whole: the smallest thing an optimizer can descend on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import torch
from descentkernels import FunctionObjective

from descentlab.problem import Problem, ProblemKind
from descentlab.problems._surfaces import SURFACES, Surface
from descentlab.settings import Choice, Info, Range, Settings

#: The window is |x|, |y| ≤ REACH.
REACH = 4.0


@dataclass(frozen=True)
class SurfaceSettings(Settings):
    """Which surface, and where the runs start."""

    surface: Annotated[
        str,
        Choice(*SURFACES),
        Info(
            "surface",
            "valley: a quadratic; banana: Rosenbrock's; four minima: Himmelblau's; "
            "saddle: a pass between two minima.",
            group="problem",
        ),
    ] = "valley"
    steepness: Annotated[
        float,
        Range(1.0, 200.0, log=True),
        Info(
            "steepness κ",
            "On the valley the condition number: the walls' curvature over the floor's.",
            group="problem",
        ),
    ] = 20.0
    start_x: Annotated[
        float, Range(-REACH, REACH), Info("start x", "Drag the start.", True, "start")
    ] = -3.2
    start_y: Annotated[
        float, Range(-REACH, REACH), Info("start y", "Drag the start.", True, "start")
    ] = 1.8
    seed: Annotated[
        int, Range(0, 9999), Info("seed", "Of the gradient noise.", group="problem")
    ] = 0


def surface_of(settings: SurfaceSettings) -> Surface:
    """The surface that the settings name."""
    return SURFACES[settings.surface](settings.steepness)


def build(settings: SurfaceSettings) -> Problem:
    """The surface, from the start set."""
    surface = surface_of(settings)
    start = torch.tensor([settings.start_x, settings.start_y], dtype=torch.float64)
    return Problem(
        FunctionObjective(surface.value, 2, "cpu", torch.float64, batched=surface.value), start
    )


problem = ProblemKind("A surface over the plane", SurfaceSettings, build)
