"""Least squares with a penalty on the sum of absolute values, kinked or rounded off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import torch
from descentkernels import FunctionObjective
from torch import Tensor

from descentlab.problem import Problem, ProblemKind
from descentlab.problems._lasso_minimum import minimum
from descentlab.randomness import generator
from descentlab.settings import Choice, Info, Range, Settings


@dataclass(frozen=True)
class LassoSettings(Settings):
    """The penalty, the data and where to start."""

    penalty: Annotated[
        float, Range(0.0, 100.0), Info("penalty λ", "Times the sum of |x|.", group="problem")
    ] = 1.0
    kink: Annotated[
        str,
        Choice("sharp", "rounded"),
        Info("kink", "sharp: |x|; rounded: √(x² + δ²) − δ.", group="problem"),
    ] = "sharp"
    rounding: Annotated[
        float,
        Range(1e-4, 1.0, log=True),
        Info("rounding δ", "Curvature at zero is λ/δ when the kink is rounded.", group="problem"),
    ] = 0.01
    dim: Annotated[int, Range(1, 100), Info("dimension", "Entries of x.", group="problem")] = 20
    examples: Annotated[
        int,
        Range(2, 1000),
        Info("examples", "Rows of A; all are used at every step.", group="problem"),
    ] = 100
    start: Annotated[
        str,
        Choice("zero", "random"),
        Info("start", "x = 0, or a normal vector of unit variance.", group="problem"),
    ] = "random"
    seed: Annotated[
        int, Range(0, 9999), Info("seed", "Of the data and the start.", group="problem")
    ] = 0


def data(settings: LassoSettings) -> tuple[Tensor, Tensor]:
    """A [n, d] of unit normals and b = A x* + noise/10, x* with one entry in four not 0, of ±1."""
    source = generator(settings.seed, "lasso")
    a = torch.randn(settings.examples, settings.dim, generator=source, dtype=torch.float64)
    x = torch.zeros(settings.dim, dtype=torch.float64)
    x[::4] = torch.randn(x[::4].shape, generator=source, dtype=torch.float64).sign()
    noise = torch.randn(settings.examples, generator=source, dtype=torch.float64)
    return a, a @ x + 0.1 * noise


def build(settings: LassoSettings) -> Problem:
    """f(x) = ½ ‖Ax − b‖² / n + λ Σ h(x), h(x) = |x| or the pseudo-Huber √(x² + δ²) − δ.

    At a kink autograd takes the subgradient sign(0) = 0, and sees no curvature in |x|. Metrics:
    "l1_norm" Σ|x| and "gap", f(x) less its least value.
    """
    a, b = data(settings)
    quadratic, linear = a.mT @ a / len(a), a.mT @ b / len(a)
    constant = b.square().sum() / (2 * len(a))
    delta = settings.rounding if settings.kink == "rounded" else 0.0

    def height(x: Tensor) -> Tensor:
        h = x.abs() if not delta else (x.square() + delta**2).sqrt() - delta
        fit = 0.5 * ((x @ quadratic) * x).sum(-1) - x @ linear + constant
        return fit + settings.penalty * h.sum(-1)

    objective = FunctionObjective(height, settings.dim, "cpu", torch.float64, batched=height)
    least = objective.value(minimum(quadratic, linear, settings.penalty, delta))
    start = torch.zeros(settings.dim, dtype=torch.float64)
    if settings.start == "random":
        source = generator(settings.seed, "start")
        start = torch.randn(settings.dim, generator=source, dtype=torch.float64)
    return Problem(
        objective,
        start,
        metrics={
            "l1_norm": lambda x, _: float(x.abs().sum()),
            "gap": lambda x, _: float(objective.value(x) - least),
        },
    )


problem = ProblemKind("Lasso", LassoSettings, build)
