"""Three tasks on the same digits by one network: which digit, odd or even, and a third."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

import torch
from descentkernels import ModuleObjective
from descentkernels.conflict import ModuleTasks
from torch import Tensor
from torch.nn import functional

from descentlab.problem import Metric, Problem, ProblemKind
from descentlab.problems._classification import PRECISIONS, Precision, layer_names
from descentlab.problems._digits import Examples, digits, scans
from descentlab.problems._networks import (
    Activation,
    Width,
    initialise,
    multilayer_perceptron,
)
from descentlab.randomness import generator
from descentlab.settings import Choice, Info, Range, Settings

TASKS = ("digit", "parity", "third")
DIGITS, PIXELS, TURNS = 10, 64, 4
#: Standard deviation of the noise to be removed, in standard deviations of a pixel.
NOISE = 0.7

Criterion = Callable[[Tensor, Tensor], Tensor]


Scale = Annotated[
    float,
    Range(1e-3, 1e3, log=True),
    Info("scale of the digit", "Factor on the loss of the first task.", True, "tasks"),
]
Third = Annotated[
    str,
    Choice("rotation", "denoising"),
    Info(
        "third task",
        "rotation: by how many quarter turns the scan was turned; denoising: the scan without "
        "the noise that was added.",
        group="problem",
    ),
]


@dataclass(frozen=True)
class TaskScales(Settings):
    """How loud each task speaks."""

    scale_digit: Scale = 1.0
    scale_parity: Annotated[
        float,
        Range(1e-3, 1e3, log=True),
        Info("scale of the parity", "Factor on the loss of the second task.", True, "tasks"),
    ] = 1.0
    scale_third: Annotated[
        float,
        Range(1e-3, 1e3, log=True),
        Info("scale of the third", "Factor on the loss of the third task.", True, "tasks"),
    ] = 1.0


@dataclass(frozen=True)
class ThreeTasksSettings(TaskScales):
    """A perceptron with two hidden layers that all tasks share, and a linear head for each."""

    third: Third = "rotation"
    width: Width = 32
    activation: Activation = "tanh"
    examples: Examples = 300
    precision: Precision = "float32"
    seed: Annotated[
        int, Range(0, 9999), Info("seed", "Of weights, turns and noise.", group="problem")
    ] = 0


def build(settings: ThreeTasksSettings) -> Problem:
    """64 → width → width → 10 + 1 + (4 or 64) outputs; the objective is the mean of the losses.

    Tasks: cross-entropy of the digit and of its parity, in nats, and of the quarter turn in nats or
    ½ the mean squared error of a pixel. `tasks` applies the scales in force to each.
    """
    inputs, targets, third, images = _data(settings)
    widths = (PIXELS, settings.width, settings.width, DIGITS + 1 + third)
    network = initialise(multilayer_perceptron(widths, settings.activation), settings.seed)
    criteria = _criteria(settings.third)

    def mean(outputs: Tensor, targets: Tensor) -> Tensor:
        losses = [criterion(outputs, targets) for criterion in criteria.values()]
        return torch.stack(losses).mean()

    objective = ModuleObjective(
        network, inputs, targets, mean, device="cpu", dtype=PRECISIONS[settings.precision]
    )

    def tasks(settings: TaskScales) -> ModuleTasks:
        scales = (settings.scale_digit, settings.scale_parity, settings.scale_third)
        return ModuleTasks(objective, criteria, scales=scales)

    return Problem(
        objective,
        objective.flat(network),
        objective.layout,
        _metrics(objective, targets, settings.third),
        labels={
            "task": TASKS,
            "class": tuple(map(str, range(DIGITS))),
            "layer": layer_names(objective.layout),
        },
        classes=targets[:, 0].long(),
        images=images.float(),
        tasks=tasks,
    )


def _data(settings: ThreeTasksSettings) -> tuple[Tensor, Tensor, int, Tensor]:
    """Inputs [n, 64], targets [n, 2 + ...], the outputs of the third task, and what is seen."""
    n, source = settings.examples, generator(settings.seed, settings.third)
    clean, labels = digits()[0][:n].clone(), digits()[1][:n]
    images = scans()[0][:n].clone()
    if settings.third == "rotation":
        turns = torch.randint(TURNS, (n,), generator=source)
        for turn in range(1, TURNS):
            turned = turns == turn
            clean[turned] = clean[turned].unflatten(1, (8, 8)).rot90(turn, (1, 2)).flatten(1)
            images[turned] = images[turned].rot90(turn, (1, 2))
        seen, asked, outputs = clean, turns[:, None], TURNS
    else:
        seen = clean + NOISE * torch.randn(clean.shape, generator=source, dtype=clean.dtype)
        images = (images + 0.3 * NOISE * (seen - clean).unflatten(1, (8, 8))).clamp(0, 1)
        asked, outputs = clean, PIXELS
    parts = [labels[:, None], labels[:, None] % 2, asked]
    return seen, torch.cat([part.double() for part in parts], 1), outputs, images


def _digit(outputs: Tensor, targets: Tensor) -> Tensor:
    return functional.cross_entropy(outputs[:, :DIGITS], targets[:, 0].long())


def _parity(outputs: Tensor, targets: Tensor) -> Tensor:
    return functional.binary_cross_entropy_with_logits(outputs[:, DIGITS], targets[:, 1])


def _rotation(outputs: Tensor, targets: Tensor) -> Tensor:
    return functional.cross_entropy(outputs[:, DIGITS + 1 :], targets[:, 2].long())


def _denoising(outputs: Tensor, targets: Tensor) -> Tensor:
    return 0.5 * (outputs[:, DIGITS + 1 :] - targets[:, 2:]).square().mean()


def _criteria(third: str) -> Mapping[str, Criterion]:
    return {
        "digit": _digit,
        "parity": _parity,
        third: {"rotation": _rotation}.get(third, _denoising),
    }


def _metrics(objective: ModuleObjective, targets: Tensor, third: str) -> Mapping[str, Metric]:
    """The share of right answers of each task; for denoising, of the pixels' variance explained."""

    def of(score: Callable[[Tensor], Tensor]) -> Metric:
        def metric(w: Tensor, outputs: Tensor | None) -> float:
            return float(score(objective.outputs(w) if outputs is None else outputs))

        return metric

    def digit(z: Tensor) -> Tensor:
        return (z[:, :DIGITS].argmax(1) == targets[:, 0]).double().mean()

    def parity(z: Tensor) -> Tensor:
        return ((z[:, DIGITS] > 0) == targets[:, 1]).double().mean()

    def last(z: Tensor) -> Tensor:
        z = z[:, DIGITS + 1 :]
        if third == "rotation":
            return (z.argmax(1) == targets[:, 2]).double().mean()
        clean = targets[:, 2:]
        return 1 - (z - clean).square().sum() / (clean - clean.mean(0)).square().sum()

    return {"right_digit": of(digit), "right_parity": of(parity), "right_third": of(last)}


problem = ProblemKind("Three tasks on the digits", ThreeTasksSettings, build)
