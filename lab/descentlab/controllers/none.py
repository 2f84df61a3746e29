"""No controller: the optimizer alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from descentlab.controllers.base import Controller
from descentlab.controllers.move import Move


@dataclass(frozen=True)
class NoController(Controller):
    """Every step is taken as it is, even one that is not finite."""

    title = "plain"

    def limit(self, move: Move, memory: Any) -> tuple[float, Any]:
        return math.inf, memory


controller = NoController()
