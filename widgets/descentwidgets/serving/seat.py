"""Seat: one session's place on the server, between its page and its worker."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from descentlab.frames import message_frame
from descentlab.worker.process import ProcessHandle

from descentwidgets.link import PASSIVE
from descentwidgets.serving.flood import Flood
from descentwidgets.serving.schedule import FOCUSED, VISIBLE

if TYPE_CHECKING:
    from descentwidgets.serving.keeping import Keeping

#: What the server tells a worker, and a page may not.
OURS = frozenset({"ration"})


class Seat:
    """A worker's handle as its page holds it. Remembers who looks and when anybody steered."""

    def __init__(
        self,
        number: int,
        exhibit: str,
        worker: ProcessHandle,
        on_frame: Callable[[bytes], None],
        keeping: Keeping | None = None,
    ) -> None:
        self.number, self.exhibit, self.worker = number, exhibit, worker
        self._on_frame, self._keeping = on_frame, keeping
        self._flood = Flood()
        self.shown = self.focused = True
        self.began = self.watched = time.monotonic()
        self.first_frame: float | None = None  # seconds from the start to the first frame
        self.memory = self.peak_memory = 0  # bytes of its own
        self.heard = worker.heard  # the last sign of life that was noticed
        self.silent = 0.0  # seconds since, those not counted in which it waited for a core
        self.over = 0  # how often in a row more memory was found than is allowed
        self.cpu = self.used = 0.0  # seconds of CPU time so far, and a second lately
        self.ration = 1.0  # part of a core that it was last told it may use

    @property
    def alive(self) -> bool:
        return self.worker.alive

    @property
    def reason(self) -> str | None:
        """Why the server ended the session; None when it did not."""
        return self.worker.reason

    @property
    def moving(self) -> bool:
        """Whether there is work that somebody can see."""
        return self.worker.busy and self.shown

    @property
    def weight(self) -> float:
        return FOCUSED if self.focused else VISIBLE

    def send(self, message: Mapping[str, Any]) -> None:
        """Pass a message of the page on to the worker; a flood of them is dropped with a word."""
        if not self._flood.takes():
            if self._flood.refused == 1:
                text = "Too many messages at once; some were dropped. Steer more slowly."
                self._on_frame(message_frame("warning", text))
            return
        kind = message.get("kind")
        if kind in OURS:
            return
        if kind == "visible":
            self.shown = bool(message.get("shown", True))
            self.focused = self.shown and bool(message.get("focused", True))
        if kind not in PASSIVE:
            self.watched = time.monotonic()
        self.worker.send(message)

    def receive(self, frame: bytes) -> None:
        """A frame of the worker: to the page, unless it is something for the server to keep."""
        if self.first_frame is None:
            self.first_frame = time.monotonic() - self.began
        if self._keeping is not None and self._keeping.is_meant(frame):
            self._keeping.keep(frame, self.number, self._on_frame)
        else:
            self._on_frame(frame)

    def set_ration(self, part: float) -> None:
        """Tell the worker its part of a core, when it differs noticeably from before."""
        if abs(part - self.ration) > 0.1 * self.ration:
            self.ration = part
            self.worker.send({"kind": "ration", "part": round(part, 3)})

    def stop(self) -> None:
        self.worker.stop()
