"""The state of a process: everything that moves when time moves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from torch import Tensor

#: What an update rule remembers, by name: "momentum" [P], "second_moment" [P] or [], ...
Slots = tuple[tuple[str, Tensor], ...]


@dataclass(frozen=True)
class State:
    """Where a process stands after `step` units of time."""

    step: int
    w: Tensor  # [P] flat weights
    slots: Slots = ()
    others: tuple[tuple[str, Tensor], ...] = ()  # weights [P] that move beside these, by name
    carried: Any = None  # what the process itself remembers: tensors, plain data, dataclasses

    def at(self, w: Tensor) -> State:
        """The same moment with the weights elsewhere (a kick, a drag)."""
        return replace(self, w=w)

    def slot(self, name: str) -> Tensor | None:
        """What is remembered under `name`, or None."""
        return dict(self.slots).get(name)
