"""Backtracking until the loss has fallen enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from descentlab.controllers.base import Controller
from descentlab.controllers.move import Move
from descentlab.errors import LabError


@dataclass(frozen=True)
class LineSearch(Controller):
    """The first s of 1, ½, ¼, ... with L(w + s p) ≤ L(w) + c₁ s min(0, ∇Lᵀp) (Armijo, 1966).

    A momentum may go uphill; then no rise is asked for, and nothing is taken where every s tried
    raises the loss. Costs one pass forward a trial; the loss is that of the step's own batch.
    """

    title = "line search"
    decrease: float = 1e-4  # c₁
    halvings: int = 30

    def __post_init__(self) -> None:
        if not (0 < self.decrease < 1 and self.halvings >= 0):
            raise LabError(
                "line_search: expected decrease between 0 and 1 and halvings of at least 0; found "
                f"{self.decrease} and {self.halvings}."
            )

    def limit(self, move: Move, memory: Any) -> tuple[float, Any]:
        before, slope = move.loss(0.0), min(0.0, move.slope)
        for halving in range(self.halvings + 1):
            share = 0.5**halving
            if move.loss(share) <= before + self.decrease * share * slope:
                return share * move.norm, memory
        return 0.0, memory


controller = LineSearch()
