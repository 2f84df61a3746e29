"""Losses of several smoothness classes, on the same digits and of known infimum."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Annotated

import torch
from descentkernels import ModuleObjective
from torch import Tensor, nn

from descentlab.problem import Problem, ProblemKind
from descentlab.problems import softmax_regression
from descentlab.problems._infimum import infimum
from descentlab.randomness import generator
from descentlab.settings import Choice, Info, Range, Settings

#: Share of the labels that are drawn anew in the family of that name.
NOISE = 0.2
#: Inputs of the family `power`: as many weights.
DIM = 10


@dataclass(frozen=True)
class SmoothnessClassesSettings(Settings):
    """Which loss, and its data."""

    family: Annotated[
        str,
        Choice("separable", "label_noise", "power", "network"),
        Info(
            "problem class",
            "separable: softmax regression that can fit all examples, infimum 0 at infinity; "
            "label_noise: a fifth of the labels is drawn anew, a minimum at finite weights; power: "
            "residuals to the power p; network: one hidden layer, not convex.",
            group="problem",
        ),
    ] = "separable"
    classes: Annotated[
        int,
        Range(2, 10),
        Info("classes", "2 is logistic regression. Not of the power.", group="problem"),
    ] = 3
    exponent: Annotated[
        float,
        Range(2.0, 6.0),
        Info("exponent p", "Of the family power: 2 is a quadratic.", group="problem"),
    ] = 3.0
    examples: Annotated[
        int, Range(10, 1797), Info("examples", "All are used at every step.", group="problem")
    ] = 300
    input_norm: Annotated[
        float,
        Range(0.5, 20.0, log=True),
        Info(
            "input norm",
            "Root mean square length of an input: γ is a length of weights, and the inverse of it.",
            group="problem",
        ),
    ] = 8.0
    width: Annotated[
        int, Range(2, 64), Info("width", "Hidden units of the network.", group="problem")
    ] = 12
    seed: Annotated[
        int, Range(0, 9999), Info("seed", "Of the start, labels and normals.", group="problem")
    ] = 0


def build(settings: SmoothnessClassesSettings) -> Problem:
    """float64; the metric "gap" is the loss less its infimum (for a network less 0)."""
    if settings.family == "power":
        return _power(settings)
    base = softmax_regression.SoftmaxRegressionSettings(
        activation="gelu",
        examples=settings.examples,
        classes=settings.classes,
        input_norm=settings.input_norm,
        hidden=int(settings.family == "network"),
        width=settings.width,
        label_noise=NOISE if settings.family == "label_noise" else 0.0,
        seed=settings.seed,
    )
    built = softmax_regression.build(base)
    convex = settings.family != "network"
    assert built.classes is not None
    least = infimum(built.objective, built.start, built.classes) if convex else 0.0
    return _with_gap(built, least)


def power_mean(exponent: float):  # -> criterion
    """z, y -> mean over examples of |z − y|^p/p."""

    def criterion(outputs: Tensor, targets: Tensor) -> Tensor:
        return (outputs - targets).abs().pow(exponent).sum() / (exponent * len(targets))

    return criterion


def _power(settings: SmoothnessClassesSettings) -> Problem:
    """(1/n) Σᵢ |xᵢ·(w − w*)|^p/p with normal xᵢ [10]: homogeneous of degree p about w*.

    From w = 0, where the residuals have unit variance whatever the length of the inputs.
    """
    source = generator(settings.seed, "power")
    shape = (settings.examples, DIM)
    x = torch.randn(*shape, generator=source, dtype=torch.float64)
    x *= settings.input_norm / math.sqrt(DIM)
    true = torch.randn(DIM, 1, generator=source, dtype=torch.float64)
    true *= math.sqrt(DIM) / (settings.input_norm * true.norm())
    network = nn.Linear(DIM, 1, bias=False)
    objective = ModuleObjective(
        network, x, x @ true, power_mean(settings.exponent), device="cpu", dtype=torch.float64
    )
    start = torch.zeros(DIM, dtype=torch.float64)
    return _with_gap(Problem(objective, start, objective.layout), 0.0)


def _with_gap(problem: Problem, least: float) -> Problem:
    """The problem with what is left to gain as its metric."""
    objective = problem.objective

    def gap(w: Tensor, outputs: Tensor | None) -> float:
        return float(objective.value(w)) - least

    return replace(problem, metrics={**problem.metrics, "gap": gap})


problem = ProblemKind("Losses of several classes", SmoothnessClassesSettings, build)
