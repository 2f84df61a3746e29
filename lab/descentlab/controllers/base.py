"""What a controller is."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar, final

from descentlab.controllers.move import Move


@dataclass(frozen=True)
class Taken:
    """What became of one step p that an optimizer proposed."""

    norm: float  # ‖p‖ as proposed
    #: The norm allowed, or a bound on it that the step keeps; ∞ where there is none, NaN where it
    #: could not be found.
    limit: float
    share: float  # how much of p was taken, from 0 to 1

    @property
    def ratio(self) -> float:
        """‖p‖/limit as proposed: above 1 the step was shortened."""
        return self.norm / self.limit if self.limit else math.inf

    @property
    def length(self) -> float:
        """‖p‖ as taken."""
        return self.share * self.norm if self.share else 0.0


class Controller(ABC):
    """Takes p ← min(1, limit/‖p‖) p of an optimizer's own step p.

    The optimizer does not know: its momentum and moments go on as if the whole step had been taken.
    None of the limits promises that the loss falls. A controller is a frozen dataclass of its
    parameters. What it remembers goes in and out as `memory`: plain data, None to begin with.
    """

    title: ClassVar[str]  # as on the screen

    def gradient_factor(self, norm: float) -> float:
        """What the gradient, of this norm, is multiplied by before the optimizer sees it."""
        return 1.0

    @abstractmethod
    def limit(self, move: Move, memory: Any) -> tuple[float, Any]:
        """The norm allowed to a step p ≠ 0, and what to remember.

        NaN when it cannot be found: nothing is taken then.
        """

    @final
    def take(self, move: Move, memory: Any) -> tuple[Taken, Any]:
        """How much of the step to take, and what to remember."""
        if move.norm == 0:
            return Taken(0.0, math.inf, 1.0), memory
        limit, memory = self.limit(move, memory)
        return Taken(move.norm, limit, _share(limit, move.norm)), memory


def _share(limit: float, norm: float) -> float:
    if limit == math.inf or norm <= limit:
        return 1.0
    share = limit / norm
    return share if math.isfinite(share) else 0.0
