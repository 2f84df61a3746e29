"""When a measurement is taken."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Every:
    """At steps 0, n, 2n, ... and recorded: part of the run, the same in every replay.

    With `steered` also at any step at which a command is given, so that a hand on the wheel sees
    what it does.
    """

    n: int = 1
    steered: bool = False

    def due(self, step: int, *, steered: bool = False) -> bool:
        """Whether it is taken at `step`; `steered`: where a command is given."""
        return step % self.n == 0 or (steered and self.steered)


@dataclass(frozen=True)
class WhenPaused:
    """When the run rests; shown, not recorded, so that pausing never changes a record."""

    def due(self, step: int, *, steered: bool = False) -> bool:
        return False


@dataclass(frozen=True)
class OnDemand:
    """Only when asked for; shown, not recorded."""

    def due(self, step: int, *, steered: bool = False) -> bool:
        return False


Schedule = Every | WhenPaused | OnDemand
