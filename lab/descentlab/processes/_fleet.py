"""Runs side by side on one pair of losses, each group of them by an aggregator of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

import torch
from descentkernels import conflict
from torch import Tensor

from descentlab.processes._adam_lanes import Moments, moved
from descentlab.processes.jacobian_descent import aggregator_of
from descentlab.settings import Choice, Info, Range, Settings


@dataclass(frozen=True)
class FleetSettings(Settings):
    """What uses the updates."""

    optimizer: Annotated[
        str,
        Choice("adam", "gradient_descent"),
        Info("optimizer", "What uses the update as its gradient.", True),
    ] = "adam"
    lr: Annotated[
        float,
        Range(1e-4, 1.0, log=True),
        Info("learning rate η", "Of every lane. Published runs: Adam with 0.001.", True),
    ] = 0.03
    beta2: Annotated[
        float,
        Range(0.5, 0.9999),
        Info("memory β₂", "Adam's; its β₁ is 0.9. Published runs: 0.999.", True),
    ] = 0.9


@dataclass(frozen=True)
class Group:
    """Lanes in a row that one aggregator moves."""

    aggregator: str
    lanes: int
    memory: Any = None


@dataclass(frozen=True)
class Fleet:
    """All lanes of a run, group by group."""

    places: Tensor  # [L, P]
    moments: Moments  # Adam's, of each lane
    groups: tuple[Group, ...]

    @classmethod
    def of(cls, groups: Sequence[tuple[str, Tensor]]) -> Fleet:
        """Lanes that begin at places [l, P], by the aggregators' names."""
        places = torch.cat([there for _, there in groups])
        named = tuple(Group(name, len(there)) for name, there in groups)
        return cls(places, Moments.none(places), named)

    def parts(self) -> tuple[Tensor, ...]:
        """The places of each group."""
        return self.places.split([g.lanes for g in self.groups])

    def directions(
        self, said: conflict.Evidence, settings: Settings, drawn: Sequence[torch.Generator]
    ) -> tuple[Tensor, tuple[Group, ...]]:
        """The update d [L, P] of each lane from what the tasks say there, and the groups after it.

        `drawn` are the groups' random generators.
        """
        known = (said.gramian, said.gradients, said.losses)
        shares = zip(*(t.split([g.lanes for g in self.groups]) for t in known), strict=True)
        found = [
            aggregator_of(settings, group.aggregator).combine(
                conflict.Evidence(*share), group.memory, generator=source
            )
            for group, share, source in zip(self.groups, shares, drawn, strict=True)
        ]
        after = [replace(g, memory=f.memory) for g, f in zip(self.groups, found, strict=True)]
        return torch.cat([f.direction for f in found]), tuple(after)

    def updated(
        self,
        say: Callable[[Tensor], conflict.Evidence],
        settings: Settings,
        drawn: Sequence[torch.Generator],
    ) -> Fleet:
        """Every lane one update of the optimizer later."""
        direction, groups = self.directions(say(self.places), settings, drawn)
        places, moments = moved(self.places, direction, self.moments, settings)
        return replace(self, places=places, moments=moments, groups=groups)
