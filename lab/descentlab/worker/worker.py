"""Worker: runs a session, whatever process or thread it lives in."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Protocol

from descentlab.frames import file_frame
from descentlab.worker.framing import Framer
from descentlab.worker.handlers import handle
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
        self._hidden = False
        self._answered = 0  # the last message whose effect was told

    def loop(self) -> None:
        """Work until the channel closes."""
        busy = True
        while True:
            try:
                messages = self._channel.receive(0.0 if busy else self._patience())
                for message in messages:
                    self._hear(message)
                self._hold_if_unseen()
                self._tell()
                busy = self._session.work()
            except (EOFError, BrokenPipeError, ConnectionResetError):
                return

    def _hear(self, message: Mapping[str, Any]) -> None:
        kind = message.get("kind")
        self._heard = time.monotonic()
        if kind == "ack":
            seen = message.get("frame")
            self._owed = [n for n in self._owed if isinstance(seen, int) and n > seen]
        elif kind == "visible":
            self._hidden = not message.get("shown", True)
            self._owed.clear()
        else:
            if kind == "hello":
                self._owed.clear()
                self._shown, self._hidden = True, False
            handle(self._session, message)

    def _hold_if_unseen(self) -> None:
        """Rest while the screen is hidden or silent; go on when it is back."""
        silent = bool(self._owed) and time.monotonic() - self._heard > SILENCE
        held = self._hidden or silent
        if self._session.held and not held:
            self._session.pace.begin()
        self._session.held = held

    def _tell(self) -> None:
        now = time.monotonic()
        while self._session.files:
            self._channel.send(file_frame(self._session.files.pop(0)))
        # Steering overtakes: its answer neither waits for the display's rhythm nor for a credit.
        asked = self._session.echo > self._answered
        ready = len(self._owed) < CREDITS + asked and (asked or now - self._told >= FRAME_GAP)
        if self._shown and ready and self._framer.has_news(self._session):
            frame = self._framer.frame(self._session)
            self._answered = self._session.echo
            self._owed.append(self._framer.number)
            self._told = now
            self._channel.send(frame)

    def _patience(self) -> float:
        """Seconds to listen when there is nothing to do."""
        waits = [self._session.patience()]
        if self._framer.has_news(self._session) and len(self._owed) < CREDITS:
            waits.append(max(0.0, self._told + FRAME_GAP - time.monotonic()))
        return min(waits)
