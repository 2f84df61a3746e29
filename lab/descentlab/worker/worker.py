"""Worker: runs a session, whatever process or thread it lives in."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Protocol

from descentlab import own
from descentlab.frames import file_frame
from descentlab.worker.framing import Framer
from descentlab.worker.handlers import handle
from descentlab.worker.memory import is_shortage
from descentlab.worker.ration import Ration
from descentlab.worker.session import Session

#: Seconds between frames at least: the display rate, and that of a run that gets next to no time.
FRAME_GAP, RATIONED_GAP = 1 / 30, 1 / 8
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

    def pulse(self, busy: bool) -> None:
        """Show that the worker still turns, and whether it has work to do."""


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
        self._ration = Ration()

    def loop(self) -> None:
        """Work until the channel closes."""
        busy = True
        while True:
            try:
                # With an empty ration there is time to listen, and to show what was worked out.
                pause = min(self._ration.wait(), RATIONED_GAP)
                messages = self._channel.receive(pause if busy else self._patience())
                for message in messages:
                    self._hear(message)
                self._hold_if_unseen()
                self._tell()
                self._channel.pulse(busy or self._session.moving)
                if not self._ration.wait():
                    busy = self._work()
            except (EOFError, BrokenPipeError, ConnectionResetError):
                return

    def _work(self) -> bool:
        """Do a piece of what is outstanding, if anybody looks; returns whether there was any."""
        if self._hidden and not self._session.restoring:
            return False
        try:
            return self._session.work()
        except Exception as error:
            if is_shortage(error):
                self._short_of_memory()
                return False
            said = own.slip(error)
            if said is None:
                raise
            self._session.pause()
            self._session.say("error", f"{said} Correct it, and load this page anew.")
            return False

    def _short_of_memory(self) -> None:
        self._session.pause()
        self._session.say(
            "error",
            "This lab does not give a session the memory that this needs; the run was paused. "
            "Choose a smaller network or fewer examples, or reset the run.",
        )

    def _hear(self, message: Mapping[str, Any]) -> None:
        kind = message.get("kind")
        if kind == "ration":  # from the server, not from the screen
            self._ration.set(float(message["part"]))
            return
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
            self._ration.forgive()
            try:
                handle(self._session, message)
            except (MemoryError, RuntimeError) as error:
                if not is_shortage(error):
                    raise
                self._short_of_memory()
                if isinstance(message.get("id"), int):
                    self._session.echo = max(self._session.echo, message["id"])

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
        ready = len(self._owed) < CREDITS + asked and (asked or now - self._told >= self._gap)
        if self._shown and ready and self._framer.has_news(self._session):
            frame = self._framer.frame(self._session)
            self._answered = self._session.echo
            self._owed.append(self._framer.number)
            self._told = now
            self._channel.send(frame)

    def _patience(self) -> float:
        """Seconds to listen when there is nothing to do, or nobody to do it for."""
        if self._hidden and not self._session.restoring:
            return 1.0
        waits = [self._session.patience()]
        if self._framer.has_news(self._session) and len(self._owed) < CREDITS:
            waits.append(max(0.0, self._told + self._gap - time.monotonic()))
        return min(waits)

    @property
    def _gap(self) -> float:
        """Seconds between frames: drawing fewer of them leaves a small ration to the run."""
        return min(FRAME_GAP / self._ration.part, RATIONED_GAP)
