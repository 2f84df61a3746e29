"""Flood: how many messages a page may send."""

from __future__ import annotations

import time
from collections.abc import Callable

#: Messages a second that a page may send for long, and at once. Dragging sends 60, frames are
#: acknowledged 30 times a second.
RATE, BURST = 200.0, 400.0


class Flood:
    """A token bucket: `takes` says whether one more message is taken."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._at, self._tokens = clock, clock(), BURST
        self.refused = 0  # messages since the last one that was taken

    def takes(self) -> bool:
        now = self._clock()
        self._tokens = min(BURST, self._tokens + RATE * (now - self._at))
        self._at = now
        if self._tokens < 1.0:
            self.refused += 1
            return False
        self._tokens -= 1.0
        self.refused = 0
        return True
