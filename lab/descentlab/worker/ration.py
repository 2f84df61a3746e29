"""Ration: the part of a core that a worker may use while others want one too."""

from __future__ import annotations

import time
from collections.abc import Callable

#: Seconds of CPU time that may be saved up, and owed.
SAVINGS, DEBT = 0.05, 1.0


class Ration:
    """A budget of CPU time that fills at `part` seconds a second (1: no limit).

    Work is done in slices of any length. A slice that costs more than was there leaves a debt, and
    no other begins before it is paid off: `wait` says when. A debt is bounded, so that one slow
    step does not stop a run for minutes.
    """

    def __init__(
        self,
        wall: Callable[[], float] = time.monotonic,
        used: Callable[[], float] = time.process_time,
    ) -> None:
        self._wall, self._used = wall, used
        self.part = 1.0
        self._credit, self._at, self._spent = SAVINGS, wall(), used()

    def set(self, part: float) -> None:
        """Use at most `part` of a core from now on, a number in (0, 1]."""
        self.settle()
        self.part = min(max(part, 0.01), 1.0)

    def settle(self) -> None:
        """Count what was used and what has come in since the last time."""
        now, spent = self._wall(), self._used()
        self._credit += self.part * (now - self._at) - (spent - self._spent)
        self._credit = min(max(self._credit, -DEBT), SAVINGS)
        self._at, self._spent = now, spent

    def forgive(self) -> None:
        """Somebody steers: the answer is not to wait for an old debt."""
        self.settle()
        self._credit = max(self._credit, 0.0)

    def wait(self) -> float:
        """Seconds until the next slice may begin."""
        if self.part >= 1.0:
            return 0.0
        self.settle()
        return max(0.0, -self._credit / self.part)
