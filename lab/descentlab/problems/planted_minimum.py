"""A minimum that fits all its examples, known without training: what SGD may leave or keep to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import torch
from descentkernels import FunctionObjective
from torch import Tensor

from descentlab.problem import Problem, ProblemKind
from descentlab.problems._lane_models import Diagonal, LaneModel, Linear, Relu, squared_loss
from descentlab.randomness import generator
from descentlab.settings import Choice, Info, Range, Settings

#: Examples. The batches of the map are the powers of two up to it.
EXAMPLES = 32
#: Hidden units of the ReLU network.
HIDDEN = 12
#: Length of the push that takes the lanes off the minimum, over that of the minimum itself.
PUSH = 1e-5


@dataclass(frozen=True)
class PlantedMinimumSettings(Settings):
    """What fits, and how the examples lie."""

    model: Annotated[
        str,
        Choice("linear", "diagonal", "relu"),
        Info(
            "model",
            "linear: w·x; diagonal: (u∘u − v∘v)·x; relu: two layers, 12 hidden units.",
            group="problem",
        ),
    ] = "linear"
    spread: Annotated[
        float,
        Range(0.0, 1.5),
        Info(
            "spread of norms",
            "Standard deviation of ln ‖x‖; at 0 all inputs are equally long.",
            group="problem",
        ),
    ] = 0.0
    alike: Annotated[
        float,
        Range(0.0, 1.0),
        Info(
            "alike",
            "How far the inputs point one way: 0 at random, 1 all the same.",
            group="problem",
        ),
    ] = 0.0
    inputs: Annotated[
        int, Range(2, 40), Info("inputs", "Entries d of an example.", group="problem")
    ] = 20
    seed: Annotated[
        int, Range(0, 9999), Info("seed", "Of examples, minimum, batches.", group="problem")
    ] = 0


@dataclass(frozen=True)
class Planted:
    """The model, its examples and the minimum w* [1, P]."""

    model: LaneModel
    x: Tensor  # [n, d]
    y: Tensor  # [n], the model's own outputs at w*
    w: Tensor


def planted(settings: PlantedMinimumSettings) -> Planted:
    """Inputs of length √d e^(σz), z normal, so normalised that their mean square length is d."""
    source = generator(settings.seed, "planted minimum")
    d = settings.inputs
    x = torch.randn(EXAMPLES, d, generator=source, dtype=torch.float64)
    x = torch.lerp(x, x[:1].expand_as(x), settings.alike)
    lengths = (settings.spread * torch.randn(EXAMPLES, generator=source, dtype=torch.float64)).exp()
    lengths *= (d / lengths.square().mean()) ** 0.5
    x *= lengths[:, None] / x.norm(dim=1, keepdim=True)
    model = {"linear": Linear(d), "diagonal": Diagonal(d), "relu": Relu(d, HIDDEN)}[settings.model]
    w = torch.randn(1, model.dim, generator=source, dtype=torch.float64)
    if settings.model == "relu":
        w[:, HIDDEN:] *= d**-0.5
    return Planted(model, x, model.outputs(w, x)[0], w)


def build(settings: PlantedMinimumSettings) -> Problem:
    """½ mean (f − y)² with y the outputs at random weights w*; the start is a little off w*."""
    found = planted(settings)
    model, x, y = found.model, found.x, found.y

    def height(w: Tensor) -> Tensor:
        return squared_loss(model, w.reshape(-1, model.dim), x, y).reshape(w.shape[:-1])

    objective = FunctionObjective(height, model.dim, "cpu", torch.float64, batched=height)
    return Problem(objective, pushed(found, 1, generator(settings.seed, "push"))[0])


def pushed(found: Planted, lanes: int, source: torch.Generator) -> Tensor:
    """w* moved in random directions, by `PUSH` of its length: [lanes, P]."""
    away = torch.randn(lanes, found.model.dim, generator=source, dtype=torch.float64)
    away *= PUSH * found.w.norm() / away.norm(dim=1, keepdim=True)
    return found.w + away


problem = ProblemKind("A planted minimum", PlantedMinimumSettings, build)
