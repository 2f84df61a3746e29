"""Gradients drawn at random: no network, no training, only what aggregators do to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import torch
from descentkernels import FunctionObjective
from scipy.special import gammaincinv
from torch import Tensor

from descentlab.problem import Problem, ProblemKind
from descentlab.randomness import generator
from descentlab.settings import Choice, Info, Range, Settings

#: Jacobians drawn at a step.
DRAWN = 50
#: How many tasks are tried beside the number that is set.
TASKS = tuple(range(2, 9))


@dataclass(frozen=True)
class RandomJacobiansSettings(Settings):
    """Matrices [tasks, dimension] of numbers: standard normal, or less tame."""

    ensemble: Annotated[
        str,
        Choice("gaussian", "heavy tails"),
        Info(
            "entries",
            "Standard normal, or Student's t with 1.5 degrees of freedom. The counts begin anew.",
            True,
        ),
    ] = "gaussian"
    spread: Annotated[
        float,
        Range(0.0, 5.0),
        Info(
            "spread of the lengths",
            "Every gradient is multiplied by eˢᶻ, z standard normal: 0 for lengths nearly alike, 1 "
            "for some three times as long as others, 4 for thousands. The counts begin anew.",
            True,
        ),
    ] = 1.0
    agreement: Annotated[
        float,
        Range(-0.95, 0.95),
        Info(
            "agreement",
            "Mean cosine of two tasks before lengths are drawn, as a share of what is possible: 1 "
            "for the same gradient, −1 for gradients that sum to zero. The counts begin anew.",
            True,
        ),
    ] = 0.0
    tasks: Annotated[
        int, Range(TASKS[0], TASKS[-1]), Info("tasks m", "Rows of a Jacobian.", group="problem")
    ] = 3
    dimension: Annotated[
        int, Range(1, 100), Info("weights P", "Columns of a Jacobian.", group="problem")
    ] = 4
    seed: Annotated[int, Range(0, 9999), Info("seed", "Of the draws.", group="problem")] = 0


def jacobians(settings: RandomJacobiansSettings, step: int, tasks: int) -> Tensor:
    """[50, tasks, dimension] float64 of this step.

    Rows gᵢ = eˢᶻ Σⱼ Rᵢⱼ xⱼ with RRᵀ = (1 − ρ)I + ρ11ᵀ, ρ the agreement, or the agreement over
    m − 1 where it is negative, below which there is no such matrix.
    """
    words = ("jacobians", settings.ensemble, tasks, step)
    rng = generator(settings.seed, *words)
    shape = (DRAWN, tasks, settings.dimension)
    rows = torch.randn(shape, generator=rng, dtype=torch.float64)
    rho = settings.agreement if settings.agreement > 0 else settings.agreement / (tasks - 1)
    mixing = (1 - rho) * torch.eye(tasks, dtype=torch.float64) + rho
    rows = torch.linalg.cholesky(mixing) @ rows
    lengths = torch.randn((DRAWN, tasks, 1), generator=rng, dtype=torch.float64)
    rows = rows * (settings.spread * lengths).exp()
    return rows * _heavy(shape, rng) if settings.ensemble == "heavy tails" else rows


def build(settings: RandomJacobiansSettings) -> Problem:
    """The weights are the entries of the step's first Jacobian; nothing descends on them."""
    start = jacobians(settings, 0, settings.tasks)[0].flatten()
    objective = FunctionObjective(lambda w: w.square().sum() / 2, len(start), "cpu", torch.float64)
    labels = {"tasks": tuple(map(str, TASKS)), "estimate": ("share", "from", "to")}
    return Problem(objective, start, labels=labels)


def _heavy(shape: tuple[int, ...], rng: torch.Generator) -> Tensor:
    """√(ν/χ²_ν), which makes a normal number one of Student's t with ν = 1.5."""
    freedom = 1.5
    # χ² with ν degrees of freedom is twice a Gamma(ν/2), drawn by inversion
    uniform = torch.rand(shape, generator=rng, dtype=torch.float64).clamp(1e-12, 1 - 1e-12)
    chi_square = 2 * torch.as_tensor(gammaincinv(freedom / 2, uniform.numpy()))
    return (freedom / chi_square).sqrt()


problem = ProblemKind("Random Jacobians", RandomJacobiansSettings, build)
