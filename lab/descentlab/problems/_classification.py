"""What all problems of telling classes apart have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import torch
from descentkernels import Layout, ModuleObjective
from descentkernels.criteria import cross_entropy, mean_squared_error
from descentkernels.curvature import parameter_groups
from torch import Tensor, nn

from descentlab.problem import Problem
from descentlab.settings import Choice, Info

#: Loss functions by the name they have in the settings.
LOSSES = {"mse": mean_squared_error, "cross_entropy": cross_entropy}

LossName = Annotated[
    str,
    Choice(*LOSSES),
    Info("loss", "mse: ½ mean ‖output − one-hot‖²; cross_entropy in nats.", group="problem"),
]

#: Precisions by the name they have in the settings.
PRECISIONS = {"float32": torch.float32, "float64": torch.float64}

Precision = Annotated[
    str,
    Choice(*PRECISIONS),
    Info("precision", "Of weights, gradients and products.", group="problem"),
]


def layer_names(layout: Layout) -> tuple[str, ...]:
    """Each layer by its number and the shape of its weights."""
    shapes = [max((slot.shape for slot in g.slots), key=len) for g in parameter_groups(layout)]
    return tuple(f"{i}: {'×'.join(map(str, shape))}" for i, shape in enumerate(shapes, start=1))


def classification(
    network: nn.Module,
    inputs: Tensor,
    classes: Tensor,
    loss: str,
    names: Sequence[str],
    *,
    dtype: torch.dtype = torch.float32,
) -> Problem:
    """The problem of fitting `network` to `classes` [n], numbers of the class `names`."""
    objective = ModuleObjective(network, inputs, classes, LOSSES[loss], device="cpu", dtype=dtype)

    def accuracy(w: Tensor, outputs: Tensor | None) -> float:
        outputs = objective.outputs(w) if outputs is None else outputs
        return float((outputs.argmax(1) == classes).double().mean())

    return Problem(
        objective,
        objective.flat(network),
        objective.layout,
        {"accuracy": accuracy},
        labels={"class": tuple(names), "layer": layer_names(objective.layout)},
        classes=classes,
    )


def regression(
    network: nn.Module, inputs: Tensor, targets: Tensor, *, dtype: torch.dtype = torch.float32
) -> Problem:
    """The problem of fitting `network` to real `targets` [n, k]: ½ mean ‖output − target‖².

    There are no right answers to count: the accuracy is not measured.
    """
    objective = ModuleObjective(
        network, inputs, targets, mean_squared_error, device="cpu", dtype=dtype
    )
    return Problem(
        objective,
        objective.flat(network),
        objective.layout,
        {"accuracy": lambda w, outputs: float("nan")},
        labels={"layer": layer_names(objective.layout)},
    )
