"""The life of one worker, seen from its page: start, forward, notice death, start again."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from descentlab.errors import LabError

log = logging.getLogger(__name__)

Message = dict[str, Any]

# Messages that only report: they never start a worker again after it died.
PASSIVE = frozenset({"ack", "visible"})
WATCH_SECONDS = 0.5
ABSENT_SECONDS = 4.0  # long enough for a reload's new page, short enough to end within 10 s
SHARE = re.compile(rb'"share":\s*"([\w\-=+/.~]+)"')


RETRY_SECONDS = 5.0  # between two attempts of a page for which there was no place


class NoPlace(LabError):
    """Every place is taken; there may be one later."""


class Handle(Protocol):
    """A running worker, process or thread."""

    @property
    def alive(self) -> bool: ...
    @property
    def reason(self) -> str | None: ...  # why its keeper ended it, in words; None: nobody did
    def send(self, message: Message) -> None: ...
    def stop(self) -> None: ...


Factory = Callable[[Callable[[bytes], None], asyncio.AbstractEventLoop], Handle]


class WorkerLink:
    """Owns the handle of one worker; everything here runs on the event loop's thread.

    `factory(on_frame, loop)` starts a worker; it is called on the first message that needs one,
    never before, since a bare GET must not start a run. `deliver` takes each frame. `opening` are
    the messages a fresh worker gets before `hello` (restore a shared run, settings of the address
    line); `notices` are (level, text) pairs shown on the first hello. `present` says whether anyone
    is still looking: when it has been False for `ABSENT_SECONDS` the worker is stopped.
    """

    def __init__(
        self,
        factory: Factory,
        deliver: Callable[[bytes], None],
        *,
        opening: Sequence[Message] = (),
        notices: Sequence[tuple[str, str]] = (),
        present: Callable[[], bool] = lambda: True,
    ) -> None:
        self._factory = factory
        self._deliver = deliver
        self._opening = tuple(opening)
        self._notices = list(notices)
        self._present = present
        self._handle: Handle | None = None
        self._share: str | None = None
        self._absent_since: float | None = None
        self._timer: asyncio.TimerHandle | None = None

    @property
    def alive(self) -> bool:
        """Whether a worker is running."""
        return self._handle is not None and self._handle.alive

    def receive(self, message: Any) -> None:
        """Forward one message of the client, starting a worker when there is none."""
        if not isinstance(message, dict) or not isinstance(message.get("kind"), str):
            self.say("warning", "Expected a message with a kind; the page sent something else.")
            return
        if self._handle is not None and not self._handle.alive:
            self._bury()
        if self._handle is None:
            if message["kind"] in PASSIVE or not self._start():
                return
            if message["kind"] != "hello":
                self._send({"kind": "hello", "id": 0})
        self._send(message)
        if message["kind"] == "hello":
            self._show_notices()

    def say(self, level: str, text: str) -> None:
        """Show `text` in the page (level: error, warning or info), worker or no worker."""
        from descentlab.frames import message_frame

        self._deliver(message_frame(level, text))

    def stop(self) -> None:
        """Stop the worker and the watching; a later message may start again."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        handle, self._handle = self._handle, None
        if handle is not None:
            handle.stop()

    def _start(self) -> bool:
        loop = asyncio.get_running_loop()
        try:
            handle = self._factory(self._on_frame, loop)
        except NoPlace as full:
            self.say("warning", str(full))
            self._timer = self._timer or loop.call_later(RETRY_SECONDS, self._retry)
            return False
        except Exception as error:
            # Whatever stops a worker from starting (lab full, no memory to fork, an exhibit that
            # does not import), the page must say it and stay.
            log.exception("the worker did not start")
            self.say("error", f"The run could not be started: {error}")
            return False
        if self._timer is not None:
            self._timer.cancel()  # of an attempt that is not needed any more
        self._handle = handle
        self._absent_since = None
        for message in self._restoring():
            self._send(message)
        self._timer = loop.call_later(WATCH_SECONDS, self._watch, loop)
        return True

    def _retry(self) -> None:
        """Try for a place again, for somebody who still waits."""
        self._timer = None
        if self._handle is None and self._present() and self._start():
            self._send({"kind": "hello", "id": 0})
            self._show_notices()

    def _restoring(self) -> Iterable[Message]:
        if self._share is not None:
            return ({"kind": "restore", "share": self._share, "id": 0},)
        return self._opening

    def _send(self, message: Message) -> None:
        if self._handle is None:
            return
        try:
            self._handle.send(message)
        except OSError:
            self._bury()  # the pipe broke: the worker is gone

    def _on_frame(self, frame: bytes) -> None:
        # The share string is cut out of the header without decoding it: this is the event loop.
        size = int.from_bytes(frame[:4], "little")
        if found := SHARE.search(frame, 4, 4 + size):
            self._share = found[1].decode()
        self._deliver(frame)

    def _show_notices(self) -> None:
        notices, self._notices = self._notices, []
        for level, text in notices:
            self.say(level, text)

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = None
        if self._handle is None:
            return
        if not self._handle.alive:
            self._bury()
            return
        if self._present():
            self._absent_since = None
        elif self._absent_since is None:
            self._absent_since = loop.time()
        elif loop.time() - self._absent_since >= ABSENT_SECONDS:
            self.stop()
            return
        self._timer = loop.call_later(WATCH_SECONDS, self._watch, loop)

    def _bury(self) -> None:
        reason = self._handle.reason if self._handle is not None else None
        self.stop()
        self.say(
            "error",
            reason
            or "The run's worker ended unexpectedly (killed, or out of memory). "
            "Press play, or move any control, to start it again from where it was last shared.",
        )
