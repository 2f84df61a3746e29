"""The lanes of a gradient conductor: ways to use the same micro-batches."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Lane:
    """One way to use the same mini-batches."""

    title: str
    aggregator: str
    accumulates: bool
    stochastic: bool = False  # each micro-batch for one task alone

    def passes(self, tasks: int) -> int:
        """Backward passes of a micro-batch."""
        return 1 if self.stochastic or self.aggregator == "sum" else tasks


LANES = (
    Lane("GCond of K", "gcond", True),
    Lane("GCond, stochastic", "gcond", True, stochastic=True),
    Lane("PCGrad of K", "pcgrad", True),
    Lane("sum of K", "sum", True),
    Lane("PCGrad of each", "pcgrad", False),
    Lane("sum of each", "sum", False),
)
#: All accumulate, and all take one step a round.
ACCUMULATING = (
    *LANES[:3],
    Lane("CAGrad of K", "cagrad", True),
    LANES[3],
)
