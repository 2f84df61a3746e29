"""The parameter of all controllers that look at softmax's singularities."""

from __future__ import annotations

from dataclasses import dataclass

from descentlab.controllers.base import Controller
from descentlab.errors import LabError


@dataclass(frozen=True)
class ShareOfRadius(Controller):
    """c: how much of the radius a step may be. Above 1 the series no longer converges at its end.

    Within the radius it does, if the logits are linear; that is no promise that the loss falls.
    """

    share_of_radius: float = 1.0

    def __post_init__(self) -> None:
        if not self.share_of_radius > 0:
            raise LabError(f"Expected share_of_radius above 0; found {self.share_of_radius}.")
