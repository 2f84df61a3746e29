"""Pool: workers forked ahead of the sessions that will need them."""

from __future__ import annotations

import asyncio
import contextlib

from descentlab.worker.process import ProcessHandle

#: Seconds after one was taken until the next is forked: the first frame of a session goes first.
BREATH = 1.0


class Pool:
    """At most `size` waiting workers; `take` hands one out at once and forks another later.

    Everything here runs on the event loop's thread. A fork takes the loop some milliseconds.
    """

    def __init__(self, size: int, loop: asyncio.AbstractEventLoop) -> None:
        self.size, self._loop = size, loop
        self._waiting: list[ProcessHandle] = []
        self._timer: asyncio.TimerHandle | None = None
        self._closed = False

    @property
    def ready(self) -> int:
        """How many workers wait."""
        return len(self._waiting)

    def take(self) -> ProcessHandle:
        """A worker without a session: one that waits, or a new one."""
        self.fill_later()
        while self._waiting:
            handle = self._waiting.pop(0)
            if handle.alive:
                return handle
            handle.stop()
        return ProcessHandle(self._loop)

    def fill_later(self) -> None:
        """Fork what is missing, one worker at a time, in a moment."""
        if self._timer is None and not self._closed and self.size > 0:
            self._timer = self._loop.call_later(BREATH, self._fill)

    def close(self) -> None:
        """Stop the workers that wait; none is forked any more."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for handle in self._waiting:
            handle.stop()
        self._waiting = []

    def _fill(self) -> None:
        self._timer = None
        self._waiting = [h for h in self._waiting if h.alive]
        if len(self._waiting) >= self.size:
            return
        # What cannot be forked ahead will be tried again, and told, when a session needs it.
        with contextlib.suppress(OSError, EOFError):
            self._waiting.append(ProcessHandle(self._loop))
        self.fill_later()
