"""The worker as a process: in the served app, one a session, killed with it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import multiprocessing
import signal
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from typing import Any

from descentlab.catalog import exhibit_ids, load
from descentlab.worker.budget import Budget
from descentlab.worker.forks import forks

OnFrame = Callable[[bytes], None]


class PipeChannel:
    """Messages and frames by a pipe, from inside the worker process."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def receive(self, timeout: float) -> list[Mapping[str, Any]]:
        messages = []
        while self._pipe.poll(timeout):
            messages.append(json.loads(self._pipe.recv_bytes()))
            timeout = 0.0
        return messages

    def send(self, frame: bytes) -> None:
        self._pipe.send_bytes(frame)


class ProcessHandle:
    """The page's end of a worker process."""

    def __init__(
        self, process: Any, pipe: Connection, on_frame: OnFrame, loop: asyncio.AbstractEventLoop
    ) -> None:
        self._process, self._pipe, self._on_frame, self._loop = process, pipe, on_frame, loop
        self._open = True
        loop.add_reader(pipe.fileno(), self._read)

    @property
    def alive(self) -> bool:
        return self._open and self._process.is_alive()

    @property
    def pid(self) -> int:
        return self._process.pid

    def send(self, message: Mapping[str, Any]) -> None:
        """Pass a message on; nothing happens when the worker is gone."""
        if self._open:
            try:
                self._pipe.send_bytes(json.dumps(message).encode())
            except (BrokenPipeError, ConnectionResetError):
                self.stop()

    def stop(self) -> None:
        """Kill the worker. May be called again."""
        if self._open:
            self._open = False
            self._loop.remove_reader(self._pipe.fileno())
            self._pipe.close()
        if self._process.is_alive():
            self._process.kill()
        self._process.join(timeout=5)

    def _read(self) -> None:
        try:
            self._on_frame(self._pipe.recv_bytes())
        except (EOFError, OSError):
            self.stop()  # it died of itself; whoever holds this handle sees that it is not alive


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
    if exhibit_id not in exhibit_ids():
        load(exhibit_id)  # raises, naming the exhibits there are
    ours, theirs = multiprocessing.Pipe()
    process = forks().Process(
        target=_main,
        args=(theirs, exhibit_id, dict(settings or {}), budget or Budget()),
        daemon=True,
        name=f"descentlab {exhibit_id}",
    )
    process.start()
    theirs.close()
    return ProcessHandle(process, ours, on_frame, loop)


def _main(pipe: Connection, exhibit_id: str, settings: dict[str, Any], budget: Budget) -> None:
    """The worker process: it ends when the page's end of the pipe closes."""
    from descentlab.worker import template

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's to handle
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        template.serve(PipeChannel(pipe), exhibit_id, settings, budget)
