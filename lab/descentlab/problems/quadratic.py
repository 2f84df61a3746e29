"""A bowl, quadratic unless its walls flatten: gradient descent on it is known in closed form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import torch
from descentkernels import FunctionObjective
from torch import Tensor

from descentlab.problem import Problem, ProblemKind
from descentlab.randomness import generator
from descentlab.settings import Info, Range, Settings


@dataclass(frozen=True)
class QuadraticSettings(Settings):
    """The spectrum and where to start."""

    dim: Annotated[
        int,
        Range(2, 500),
        Info("dimension", "Weights, each with a curvature of its own.", group="problem"),
    ] = 20
    sharpness: Annotated[
        float,
        Range(0.01, 1000.0, log=True),
        Info("sharpness λ₁", "The largest eigenvalue.", group="problem"),
    ] = 10.0
    condition: Annotated[
        float,
        Range(1.0, 1e5, log=True),
        Info("condition number", "λ₁ over the smallest eigenvalue.", group="problem"),
    ] = 100.0
    flattening: Annotated[
        float,
        Range(0.0, 10.0),
        Info(
            "flattening of the walls b",
            "0: a quadratic, alike everywhere. Above 0 the curvature falls outwards from λᵢ at the "
            "bottom to λᵢ/(1 + b wᵢ²)^1.5.",
            group="problem",
        ),
    ] = 0.0
    seed: Annotated[
        int, Range(0, 9999), Info("seed", "Of the starting point.", group="problem")
    ] = 0


def eigenvalues(settings: QuadraticSettings) -> Tensor:
    """[dim], from λ₁ down to λ₁/condition, evenly spaced in the logarithm, float64."""
    exponents = torch.linspace(0.0, 1.0, settings.dim, dtype=torch.float64)
    return settings.sharpness * settings.condition**-exponents


def build(settings: QuadraticSettings) -> Problem:
    """L(w) = Σᵢ λᵢ wᵢ²/(1 + √(1 + b wᵢ²)), started at a random point of unit length.

    That is ½ Σᵢ λᵢ wᵢ² for b = 0. Otherwise no slope is beyond λᵢ/√b, and the second derivative
    is λᵢ/(1 + b wᵢ²)^(3/2).
    """
    curvatures, flattening = eigenvalues(settings), settings.flattening

    def bowl(w: Tensor) -> Tensor:
        if not flattening:
            return 0.5 * (curvatures * w.square()).sum(-1)
        return (curvatures * w.square() / (1 + (1 + flattening * w.square()).sqrt())).sum(-1)

    start = torch.randn(
        settings.dim, generator=generator(settings.seed, "start"), dtype=torch.float64
    )
    objective = FunctionObjective(bowl, settings.dim, "cpu", torch.float64, batched=bowl)
    return Problem(objective, start / start.norm())


problem = ProblemKind("Quadratic bowl", QuadraticSettings, build)
