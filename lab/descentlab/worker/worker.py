"""Worker: runs a session, whatever process or thread it lives in."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Protocol

from descentlab.worker.framing import Framer
from descentlab.worker.session import Session

#: Seconds between frames at least: the display rate.
FRAME_GAP = 1 / 30
#: Frames the screen may owe an acknowledgement for before it gets no more.
CREDITS = 2
#: Seconds a screen may owe one before its run rests.
SILENCE = 5.0


class Channel(Protocol):
    """How a worker hears and speaks."""

    def receive(self, timeout: float) -> list[Mapping[str, Any]]:
        """The messages that have come, after waiting up to `timeout` seconds for the first.

        Raises EOFError when there is nobody left to speak.
        """

    def send(self, frame: bytes) -> None:
        """Hand a frame over."""


class Worker:
    """Listens, works, tells: never waits for the screen.

    A screen that does not acknowledge gets no further frames, so a slow or hidden one sees fewer
    of them and never old ones; after five seconds of silence the run rests until it answers.
    """

    def __init__(self, session: Session, channel: Channel) -> None:
        self._session, self._channel = session, channel
        self._framer = Framer()
        self._owed: list[int] = []  # numbers of the frames not acknowledged
        self._heard = self._told = time.monotonic()
        self._shown = False  # until the first hello

    def loop(self) -> None:
        """Work until the channel closes."""
        busy = True
        while True:
            try:
                messages = self._channel.receive(0.0 if busy else self._patience())
                for message in messages:
                    self._hear(message)
                self._rest_if_silent()
                busy = self._session.work()
                self._tell()
            except (EOFError, BrokenPipeError, ConnectionResetError):
                return

    def _hear(self, message: Mapping[str, Any]) -> None:
        kind = message.get("kind")
        self._heard = time.monotonic()
        if kind == "ack":
            self._owed = [n for n in self._owed if n > int(message.get("frame", 0))]
        elif kind == "visible":
            self._session.held = not message.get("shown", True)
            self._owed.clear()
        else:
            if kind == "hello":
                self._owed.clear()
                self._shown = True
            self._session.handle(message)
        if self._session.held and kind != "visible":
            self._session.held = False
            self._session.pace.begin()

    def _rest_if_silent(self) -> None:
        if self._owed and time.monotonic() - self._heard > SILENCE:
            self._session.held = True

    def _tell(self) -> None:
        now = time.monotonic()
        ready = self._shown and len(self._owed) < CREDITS and now - self._told >= FRAME_GAP
        if ready and self._framer.has_news(self._session):
            frame = self._framer.frame(self._session)
            self._owed.append(self._framer.number)
            self._told = now
            self._channel.send(frame)

    def _patience(self) -> float:
        """Seconds to listen when there is nothing to do."""
        waits = [self._session.patience()]
        if self._framer.has_news(self._session) and len(self._owed) < CREDITS:
            waits.append(max(0.0, self._told + FRAME_GAP - time.monotonic()))
        return min(waits)
