"""Smooth convex losses whose gradient is bounded: robust and logistic regression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import torch
from descentkernels import FunctionObjective
from torch import Tensor

from descentlab.problem import Problem, ProblemKind
from descentlab.problems._bounded_slopes import (
    HUBER,
    LOG_COSH,
    LOGISTIC,
    PSEUDO_HUBER,
    BoundedSlope,
)
from descentlab.randomness import generator
from descentlab.settings import Choice, Info, Range, Settings

FUNCTIONS = {
    "pseudo-Huber": PSEUDO_HUBER,
    "log cosh": LOG_COSH,
    "Huber": HUBER,
    "logistic": LOGISTIC,
    "separable logistic": LOGISTIC,
}


@dataclass(frozen=True)
class LipschitzConvexSettings(Settings):
    """The function, its data and the start."""

    function: Annotated[
        str,
        Choice(*FUNCTIONS),
        Info(
            "function φ",
            "Of each residual or margin; all slopes are at most 1. Separable: every label can be "
            "told, and there is no minimum.",
            group="problem",
        ),
    ] = "pseudo-Huber"
    noise: Annotated[
        float,
        Range(0.0, 3.0),
        Info("noise", "Of the targets, or before a label is taken of them.", group="problem"),
    ] = 1.0
    dim: Annotated[int, Range(1, 20), Info("dimension", "Entries of x.", group="problem")] = 5
    examples: Annotated[
        int, Range(20, 500), Info("examples", "All are used at every step.", group="problem")
    ] = 40
    far: Annotated[
        float,
        Range(0.01, 10.0, log=True),
        Info("start", "Standard deviation of the start's entries.", group="problem"),
    ] = 3.0
    seed: Annotated[
        int, Range(0, 9999), Info("seed", "Of the data and the start.", group="problem")
    ] = 0


@dataclass(frozen=True)
class LipschitzConvex:
    """f(x) = mean φ(aᵢ·x − bᵢ); every method takes x [L, d]."""

    function: BoundedSlope
    a: Tensor  # [n, d]
    b: Tensor  # [n]

    def value(self, x: Tensor) -> Tensor:
        """[..., d] -> [...]."""
        return self.function.value(x @ self.a.mT - self.b).mean(-1)

    def gradient(self, x: Tensor) -> Tensor:
        """[L, d]."""
        return self.function.slope(x @ self.a.mT - self.b) @ self.a / len(self.a)

    def hessian(self, x: Tensor) -> Tensor:
        """[L, d, d]."""
        weight = self.function.curvature(x @ self.a.mT - self.b)
        return (self.a.mT * weight[:, None]) @ self.a / len(self.a)

    def sharpness(self, x: Tensor) -> Tensor:
        """λ₁ of the Hessian: [L]; NaN where x is not finite."""
        known = torch.isfinite(x).all(1)
        values = torch.linalg.eigvalsh(self.hessian(torch.where(known[:, None], x, 0.0)))
        return torch.where(known, values[:, -1], torch.nan)


def losses(settings: LipschitzConvexSettings) -> tuple[LipschitzConvex, Tensor]:
    """The loss, and the place [1, d] whose λ₁ η is measured by: its minimum, or the origin where
    there is none."""
    source = generator(settings.seed, "lipschitz convex")

    def normal(*shape: int) -> Tensor:
        return torch.randn(*shape, generator=source, dtype=torch.float64)

    a, truth = normal(settings.examples, settings.dim), normal(settings.dim)
    noise = settings.noise * normal(settings.examples)
    origin = torch.zeros(1, settings.dim, dtype=torch.float64)
    function = FUNCTIONS[settings.function]
    if function is not LOGISTIC:
        loss = LipschitzConvex(function, a, a @ truth + noise)
        return loss, _minimum(loss, origin)
    separable = settings.function == "separable logistic"
    labels = torch.where(a @ truth + (0 if separable else 2) * noise < 0, -1.0, 1.0).double()
    loss = LipschitzConvex(function, a * labels[:, None], torch.zeros_like(labels))
    return loss, origin if separable else _minimum(loss, origin)


def _minimum(loss: LipschitzConvex, x: Tensor) -> Tensor:
    """By gradient descent that cannot overshoot, as φ'' ≤ 1, and then by Newton's method, whose
    steps are taken where they shorten the gradient: [1, d]."""
    step = len(loss.a) / torch.linalg.matrix_norm(loss.a, 2).square()
    for _ in range(200):
        x = x - step * loss.gradient(x)
    ridge = 1e-12 * torch.eye(x.shape[1], dtype=x.dtype)
    for _ in range(30):
        slope = loss.gradient(x)
        tried = x - torch.linalg.solve(loss.hessian(x)[0] + ridge, slope[0])
        x = tried if loss.gradient(tried).norm() < slope.norm() else x - step * slope
    return x


def build(settings: LipschitzConvexSettings) -> Problem:
    """f, from a normal start; metric "gap": f less its least value, 0 where it has no minimum."""
    loss, place = losses(settings)
    least = 0.0 if settings.function == "separable logistic" else float(loss.value(place))
    objective = FunctionObjective(
        loss.value, settings.dim, "cpu", torch.float64, batched=loss.value
    )
    start = settings.far * torch.randn(
        settings.dim, generator=generator(settings.seed, "start"), dtype=torch.float64
    )
    return Problem(
        objective, start, metrics={"gap": lambda x, _: max(0.0, float(objective.value(x)) - least)}
    )


problem = ProblemKind("Convex, with bounded slopes", LipschitzConvexSettings, build)
