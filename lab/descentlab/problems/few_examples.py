"""Fewer examples than weights, and fresh ones to be judged by: which of the minima is found?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import torch
from descentkernels import FunctionObjective
from torch import Tensor

from descentlab.problem import Problem, ProblemKind
from descentlab.problems._lane_models import Diagonal, LaneModel, Relu, squared_loss
from descentlab.randomness import generator
from descentlab.settings import Choice, Info, Range, Settings

#: Inputs of the diagonal network; inputs, hidden units and teacher's units of the ReLU network.
INPUTS, NETWORK = 40, (8, 16, 2)
#: Where u and v of the diagonal network start at scale 1, give or take a twentieth.
START = 0.7
#: Fresh examples.
FRESH = 500


@dataclass(frozen=True)
class FewExamplesSettings(Settings):
    """What learns, from how many examples, and where it starts."""

    model: Annotated[
        str,
        Choice("diagonal", "relu"),
        Info(
            "model",
            "diagonal: (u∘u − v∘v)·x of 40 inputs; relu: 16 hidden units learn two.",
            group="problem",
        ),
    ] = "diagonal"
    examples: Annotated[
        int, Range(4, 40), Info("examples", "Training examples, without noise.", group="problem")
    ] = 24
    matter: Annotated[
        int,
        Range(1, INPUTS),
        Info(
            "inputs that matter",
            "How many of the 40 the diagonal network's teacher uses, ±√(3/k) times each.",
            group="problem",
        ),
    ] = 3
    scale: Annotated[
        float,
        Range(0.1, 2.0),
        Info("scale of the start", "Larger weights start at a sharper place.", group="problem"),
    ] = 1.0
    seed: Annotated[
        int, Range(0, 9999), Info("seed", "Of teacher, examples, start, batches.", group="problem")
    ] = 0


@dataclass(frozen=True)
class FewExamples:
    """The model, what it is trained on, what it is judged by, and where it starts."""

    model: LaneModel
    x: Tensor  # [n, d]
    y: Tensor  # [n]
    fresh: tuple[Tensor, Tensor]  # [500, d], [500]
    start: Tensor  # [1, P]


def few_examples(settings: FewExamplesSettings) -> FewExamples:
    """The data and start of the model set.

    diagonal: unit normal inputs, y = β·x with k entries ±√(3/k), u and v about 0.7 times the scale.
    relu: inputs of length √8, y the sum of two ReLUs of random unit directions, normal weights.
    """
    source = generator(settings.seed, "few examples")

    def normal(*shape: int) -> Tensor:
        return torch.randn(*shape, generator=source, dtype=torch.float64)

    if settings.model == "diagonal":
        model: LaneModel = Diagonal(INPUTS)
        x = normal(settings.examples + FRESH, INPUTS)
        y = (3 / settings.matter) ** 0.5 * x[:, : settings.matter] @ normal(settings.matter).sign()
        start = settings.scale * START * (1 + 0.05 * normal(1, model.dim))
    else:
        inputs, hidden, units = NETWORK
        model = Relu(inputs, hidden)
        x = normal(settings.examples + FRESH, inputs)
        x *= inputs**0.5 / x.norm(dim=1, keepdim=True)
        teacher = normal(inputs, units)
        y = (x @ (teacher / teacher.norm(dim=0))).relu().sum(1)
        start = settings.scale * normal(1, model.dim)
        start[:, hidden:] *= inputs**-0.5
    n = settings.examples
    return FewExamples(model, x[:n], y[:n], (x[n:], y[n:]), start)


def build(settings: FewExamplesSettings) -> Problem:
    """½ mean (f − y)² over the few examples."""
    found = few_examples(settings)
    model, x, y = found.model, found.x, found.y

    def height(w: Tensor) -> Tensor:
        return squared_loss(model, w.reshape(-1, model.dim), x, y).reshape(w.shape[:-1])

    objective = FunctionObjective(height, model.dim, "cpu", torch.float64, batched=height)
    return Problem(objective, found.start[0])


problem = ProblemKind("Few examples", FewExamplesSettings, build)
