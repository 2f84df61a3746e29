"""How fast a run is played."""

from __future__ import annotations

import math
import time

from descentlab.errors import LabError


class Pace:
    """Steps per second asked for (0: as fast as it goes) and reached."""

    def __init__(self, speed: float = 60.0) -> None:
        self.speed = speed
        self.rate = 0.0  # steps per second reached, smoothed over about half a second
        self._next = self._last = time.monotonic()

    def set(self, speed: float) -> None:
        if not math.isfinite(speed) or speed < 0:
            raise LabError(f"speed: expected steps per second, 0 or more; found {speed}.")
        self.speed = min(speed, 10_000.0)
        self._next = time.monotonic()

    def begin(self) -> None:
        """Playing starts now: the first step is due."""
        self._next = self._last = time.monotonic()
        self.rate = 0.0

    def due(self) -> bool:
        return self.speed == 0 or time.monotonic() >= self._next

    def wait(self) -> float:
        """Seconds until the next step is due."""
        return 0.0 if self.speed == 0 else max(0.0, self._next - time.monotonic())

    def stepped(self) -> None:
        """A step was made: when is the next one due, and how fast are we?"""
        now = time.monotonic()
        if self.speed:
            # A step that came late does not make the next ones hurry by more than a few.
            self._next = max(self._next + 1 / self.speed, now - 3 / self.speed)
        gap = max(now - self._last, 1e-6)
        self._last = now
        weight = min(1.0, gap / 0.5) if self.rate else 1.0
        self.rate += weight * (1 / gap - self.rate)
