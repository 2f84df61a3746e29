"""A small transformer that learns to sort."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import torch
from descentkernels import ModuleObjective
from descentkernels.criteria import cross_entropy, mean_squared_error
from torch import Tensor
from torch.nn.functional import one_hot

from descentlab.errors import LabError
from descentlab.problem import Problem, ProblemKind
from descentlab.problems._classification import PRECISIONS, LossName, Precision, layer_names
from descentlab.problems._transformer import Transformer
from descentlab.randomness import generator
from descentlab.settings import Choice, Info, Range, Settings


@dataclass(frozen=True)
class SortingTransformerSettings(Settings):
    """The sequences and the network: 3 508 parameters at the defaults."""

    examples: Annotated[
        int,
        Range(10, 2000),
        Info("examples", "Training sequences; all are used at every step.", group="problem"),
    ] = 150
    length: Annotated[
        int, Range(2, 16), Info("length", "Tokens in a sequence.", group="problem")
    ] = 6
    tokens: Annotated[
        int, Range(2, 10), Info("tokens", "Different tokens 0, 1, ... there are.", group="problem")
    ] = 4
    width: Annotated[
        int, Range(2, 64), Info("width", "Of a token's vector; an even number.", group="problem")
    ] = 16
    blocks: Annotated[
        int, Range(1, 4), Info("blocks", "Attention and perceptron, each.", group="problem")
    ] = 1
    norm: Annotated[
        str,
        Choice("rms", "none"),
        Info("norm", "rms: root-mean-square norm before each branch.", group="problem"),
    ] = "rms"
    loss: LossName = "mse"
    precision: Precision = "float32"
    seed: Annotated[
        int, Range(0, 9999), Info("seed", "Of the data and the initial weights.", group="problem")
    ] = 0


def sequences(settings: SortingTransformerSettings) -> tuple[Tensor, Tensor]:
    """Uniformly random tokens and the same sorted, both [n, length] int64."""
    shape = (settings.examples, settings.length)
    source = generator(settings.seed, "sequences")
    unsorted = torch.randint(settings.tokens, shape, generator=source)
    return unsorted, unsorted.sort(1).values


def token_squared_error(outputs: Tensor, targets: Tensor) -> Tensor:
    """½ mean over sequences and positions of ‖output − one-hot‖²; both [n, tokens, length]."""
    return mean_squared_error(outputs, targets) / outputs.shape[2]


CRITERIA = {"mse": token_squared_error, "cross_entropy": cross_entropy}


def build(settings: SortingTransformerSettings) -> Problem:
    """Tokens [n, length] as one-hot vectors -> logits [n, tokens, length] of the sorted sequence.

    Each position says which token stands there after sorting, seeing all positions at once; the
    loss is a mean over tokens (after the sorting task of Cohen et al., 2025).
    """
    if settings.width % 2:
        raise LabError(
            f"width: expected an even number, shared by two heads; found {settings.width}. "
            f"Choose {settings.width + 1}."
        )
    unsorted, ordered = sequences(settings)
    network = Transformer(
        settings.tokens,
        settings.length,
        settings.width,
        settings.blocks,
        norm=settings.norm == "rms",
        source=generator(settings.seed, "weights"),
    )
    objective = ModuleObjective(
        network,
        one_hot(unsorted, settings.tokens).double(),
        one_hot(ordered, settings.tokens).double().mT.contiguous(),
        CRITERIA[settings.loss],
        device="cpu",
        dtype=PRECISIONS[settings.precision],
    )

    def accuracy(w: Tensor, outputs: Tensor | None) -> float:
        outputs = objective.outputs(w) if outputs is None else outputs
        return float((outputs.argmax(1) == ordered).double().mean())

    return Problem(
        objective,
        objective.flat(network),
        objective.layout,
        {"accuracy": accuracy},  # of tokens
        labels={"layer": layer_names(objective.layout)},
    )


problem = ProblemKind("Transformer that sorts", SortingTransformerSettings, build)
