"""Rest: what is measured while a run stands still, finer than it has time for while it moves."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from descentlab.measurement import Measurement
from descentlab.runs.checkpoints import Snapshot
from descentlab.runs.run import Run
from descentlab.schedule import WhenPaused

#: Seconds of standing still after which it is worth a closer look. Steps made one by one, or a
#: drag, come faster than this and are not held up.
STILL = 0.4


class Rest:
    """The readings of an exhibit's `WhenPaused` measurements at the moment a run stands at.

    They are shown, not recorded: pausing must not change what a replay gives.
    """

    def __init__(self) -> None:
        self._moment: Snapshot | None = None
        self._since = 0.0
        self.readings: dict[str, Mapping[str, Any]] = {}
        self.fresh = False  # there are readings the screen has not been told

    def wait(self, run: Run) -> float | None:
        """Seconds until the next reading is due; None when nothing is open."""
        if run.now is not self._moment:
            self._moment, self._since = run.now, time.monotonic()
            self.readings, self.fresh = {}, False
        if run.diverged or self._open(run) is None:
            return None
        return max(0.0, self._since + STILL - time.monotonic())

    def measure(self, run: Run) -> bool:
        """Take one reading if it is due; returns whether it was."""
        if self.wait(run) != 0.0:
            return False
        measurement = self._open(run)
        self.readings[measurement.name] = run.read(measurement.name).values
        self.fresh = True
        return True

    def _open(self, run: Run) -> Measurement | None:
        return next(
            (
                m
                for m in run.exhibit.extras
                if isinstance(m.schedule, WhenPaused) and m.name not in self.readings
            ),
            None,
        )
