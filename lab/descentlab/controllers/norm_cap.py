"""A cap on the step's norm that looks at nothing but earlier steps."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import median

from descentlab.controllers.base import Controller
from descentlab.controllers.move import Move
from descentlab.errors import LabError

#: What it remembers: the norms of the last steps as they were taken.
Norms = tuple[float, ...]


@dataclass(frozen=True)
class NormCap(Controller):
    """‖p‖ ≤ cap_factor · median of the last `window` norms taken. The first step has no limit.

    It costs nothing, knows nothing of the loss, and is the baseline that any cleverer controller
    has to be held against. A norm that grows for good it follows by doubling every `window`/2
    steps.
    """

    title = "norm cap"
    cap_factor: float = 2.0
    window: int = 50

    def __post_init__(self) -> None:
        if not (self.cap_factor > 0 and self.window >= 1):
            raise LabError(
                "norm_cap: expected cap_factor above 0 and a window of at least 1 step; found "
                f"{self.cap_factor} and {self.window}."
            )

    def limit(self, move: Move, memory: Norms | None) -> tuple[float, Norms]:
        past = memory or ()
        if not math.isfinite(move.norm):
            return math.nan, past
        limit = self.cap_factor * median(past) if past else math.inf
        return limit, (*past, min(move.norm, limit))[-self.window :]


controller = NormCap()
