"""The worker as a process: in the served app, one a session, killed with it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from descentlab.catalog import exhibit_ids, load
from descentlab.frames import message_frame
from descentlab.worker.budget import Budget
from descentlab.worker.forks import forks
from descentlab.worker.pipe import PipeChannel
from descentlab.worker.stream import Stream
from descentlab.worker.usage import anonymous_bytes

OnFrame = Callable[[bytes], None]

#: What processes are called in the system's list: waiting for a session, and serving one.
WAITING, SERVING = "descent-waiting", "descent-session"
#: Below the server: what answers everybody goes first.
NICENESS = 2


class ProcessHandle:
    """The page's end of a worker process: it waits, forked, until `serve` gives it a session."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        ours, theirs = multiprocessing.Pipe()
        self._process = forks().Process(target=_main, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        self._on_frame: OnFrame | None = None
        self._choked = False
        self.died = False  # of itself
        self.reason: str | None = None  # why it was ended, for the person
        self.heard = time.monotonic()  # when it last gave a sign of life
        self.busy = False  # whether it said that it has work to do
        self.inherited = anonymous_bytes(self.pid)  # memory shared with all other workers
        self._stream = Stream(ours, loop, self._take, self._lost)

    @property
    def alive(self) -> bool:
        return self._stream.open and self._process.is_alive()

    @property
    def gone(self) -> bool:
        """Whether the process has ended, too."""
        return not self._process.is_alive()

    @property
    def pid(self) -> int:
        return self._process.pid

    def memory(self) -> int | None:
        """Bytes it has come to occupy of its own since it was forked; None where it is unknown."""
        now = anonymous_bytes(self.pid)
        if now is None or self.inherited is None:
            return None
        return max(0, now - self.inherited)

    def serve(
        self,
        exhibit_id: str,
        on_frame: OnFrame,
        settings: Mapping[str, Any] | None = None,
        budget: Budget | None = None,
    ) -> None:
        """Give the worker its session; `on_frame` is called on the loop with each frame."""
        self._on_frame = on_frame
        self.heard = time.monotonic()
        limits = vars(budget or Budget())
        self.send({"exhibit": exhibit_id, "settings": dict(settings or {}), "budget": limits})

    def send(self, message: Mapping[str, Any]) -> None:
        """Pass a message on; nothing happens when the worker is gone."""
        sent = self._stream.send(json.dumps(message).encode())
        choked, self._choked = self._choked, not sent
        if self._choked and not choked and self._stream.open and self._on_frame is not None:
            text = "The run does not keep up with what it is asked; some of it was dropped."
            self._on_frame(message_frame("warning", text))

    def end(self, reason: str) -> None:
        """Kill the worker and remember why."""
        self.reason = reason
        self.stop()

    def stop(self) -> None:
        """Kill the worker. May be called again."""
        self._stream.close()
        if self._process.is_alive():
            self._process.kill()

    def _lost(self) -> None:
        self.died = True
        self.stop()

    def _take(self, message: bytes) -> None:
        self.heard = time.monotonic()
        if len(message) == 1:
            self.busy = bool(message[0])
        elif self._on_frame is not None:
            self._on_frame(message)


def check_exhibit(exhibit_id: str) -> None:
    """Raises LabError, naming the exhibits there are, when there is none called `exhibit_id`."""
    if exhibit_id not in exhibit_ids():
        load(exhibit_id)


def start_process(
    exhibit_id: str,
    *,
    on_frame: OnFrame,
    loop: asyncio.AbstractEventLoop,
    settings: Mapping[str, Any] | None = None,
    budget: Budget | None = None,
) -> ProcessHandle:
    """Fork a worker; `on_frame` is called on `loop` with each frame.

    Raises LabError, before anything is started, when there is no such exhibit.
    """
    check_exhibit(exhibit_id)
    handle = ProcessHandle(loop)
    handle.serve(exhibit_id, on_frame, settings, budget)
    return handle


def name_process(name: str) -> None:
    """What this process is called in the system's list, where that can be set."""
    with contextlib.suppress(OSError):
        Path("/proc/self/comm").write_text(name[:15])


def _main(pipe: Connection) -> None:
    """The worker process: it ends when the page's end of the pipe closes."""
    from descentlab.worker import template

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's to handle
    name_process(WAITING)
    with contextlib.suppress(OSError):
        os.nice(NICENESS)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        job = json.loads(pipe.recv_bytes())
        name_process(SERVING)
        budget = Budget(**job["budget"])
        template.serve(PipeChannel(pipe), job["exhibit"], job["settings"], budget)
