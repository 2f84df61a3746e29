"""Several networks on the same digits, joined to one problem that trains each by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Annotated

import torch
from descentkernels import ModuleObjective
from descentkernels.criteria import cross_entropy
from torch import Tensor, nn

from descentlab.problem import Problem
from descentlab.problems._digits import Examples, chosen, digits, scans
from descentlab.settings import Info, Range, Settings

#: Directions in which steps from such networks are tried, by the name they have in the settings: as
#: in tables, and as in sentences.
DIRECTIONS = {
    "step": ("step", "the optimizer's step"),
    "downhill": ("down", "downhill −∇L"),
    "uphill": ("up", "uphill +∇L"),
    "random": ("rand", "a random direction"),
    "head_bias": ("bias", "a head bias"),
}


@dataclass(frozen=True)
class SideBySideSettings(Settings):
    """The digits all of them are to tell apart."""

    examples: Examples = 200
    classes: Annotated[
        int, Range(2, 10), Info("classes", "The digits 0, 1, ... told apart.", group="problem")
    ] = 10
    seed: Annotated[
        int, Range(0, 9999), Info("seed", "Of the initial weights.", group="problem")
    ] = 0


class SideBySide(nn.Module):
    """Networks with weights of their own: inputs [n, 64] -> logits [n, classes, m]."""

    def __init__(self, networks: Sequence[nn.Module]) -> None:
        super().__init__()
        self.networks = nn.ModuleList(networks)

    def forward(self, x: Tensor) -> Tensor:
        """The logits of all networks, stacked in the last dimension."""
        return torch.stack([network(x) for network in self.networks], -1)


def summed_cross_entropy(logits: Tensor, targets: Tensor) -> Tensor:
    """Σ over networks of the mean cross-entropy over examples, in nats.

    A sum, not a mean: its gradient with respect to each network's weights is that of the network's
    own loss.

    Args:
        logits: [n, classes, m].
        targets: [n, m] int64.
    """
    return cross_entropy(logits, targets) * logits.shape[2]


def side_by_side(
    networks: Mapping[str, nn.Module],
    settings: SideBySideSettings,
    targets: Tensor | None = None,
) -> Problem:
    """The problem of fitting each of `networks`, by name, to the same examples.

    Its weights are those of all networks after one another, `parts` says whose are where; the last
    ones of each are the biases of its logits. A rule that moves every weight by its own gradient
    alone (gradient descent, momentum, Adam) trains each network as if it were alone.

    Args:
        networks: each maps [n, 64] to [n, classes].
        settings: of the data.
        targets: [n, networks] what each is to answer, where that is not the digit.
    """
    kept = chosen(settings)
    classes = digits()[1][kept]
    if targets is None:
        targets = classes[:, None].expand(-1, len(networks)).contiguous()
    joined = SideBySide(list(networks.values()))
    objective = ModuleObjective(
        joined,
        digits()[0][kept],
        targets,
        summed_cross_entropy,
        device="cpu",
        dtype=torch.float32,
    )
    sizes = [sum(p.numel() for p in network.parameters()) for network in joined.networks]
    ends = pairwise(accumulate(sizes, initial=0))
    return Problem(
        objective,
        objective.flat(joined),
        objective.layout,
        labels={
            "network": tuple(networks),
            "direction": tuple(short for short, _ in DIRECTIONS.values()),
        },
        classes=classes,
        images=scans()[0][kept].float(),
        parts={name: slice(*span) for name, span in zip(networks, ends, strict=True)},
    )
