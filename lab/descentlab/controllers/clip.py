"""Gradient clipping: what is usually done about spikes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from descentlab.controllers.base import Controller
from descentlab.controllers.move import Move
from descentlab.errors import LabError


@dataclass(frozen=True)
class Clip(Controller):
    """g ← min(1, max_norm/‖g‖) g before the optimizer sees it (Pascanu, Mikolov, Bengio, 2013).

    The step itself has no limit. An optimizer that divides by the gradient's own size, such as
    Adam, undoes most of a clipping, and none of it touches a learning rate that is too large.
    """

    title = "clipping"
    max_norm: float = 1.0

    def __post_init__(self) -> None:
        if not self.max_norm > 0:
            raise LabError(f"clip: expected max_norm above 0; found {self.max_norm}.")

    def gradient_factor(self, norm: float) -> float:
        return self.max_norm / norm if norm > self.max_norm else 1.0

    def limit(self, move: Move, memory: Any) -> tuple[float, Any]:
        return math.inf, memory


controller = Clip()
