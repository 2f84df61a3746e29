"""A server for `class_of_thirty.py`, and what its processes use."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from tempfile import mkstemp
from typing import Any, Self

import psutil

#: What a worker that has a session is called in the system's list.
SERVING = "descent-sessio"


class Server:
    """`descentlab serve` with the given options, for the length of a `with`."""

    def __init__(self, *options: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        handle, self.log = mkstemp(suffix=".jsonl", prefix="class-")
        os.close(handle)
        self._command = [
            sys.executable, "-m", "descentlab.cli", "serve", "--no-open",
            "--port", str(self.port), "--log", self.log, *options,
        ]  # fmt: skip

    def __enter__(self) -> Self:
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", "OMP_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            self._command, stdout=subprocess.PIPE, text=True, env=environment
        )
        for line in self._process.stdout:
            if "Descent Lab is at" in line:
                break
        self._own = psutil.Process(self._process.pid)
        return self

    def __exit__(self, *_: Any) -> None:
        self._process.terminate()
        self._process.wait(30)
        print("log of events:", Path(self.log), file=sys.stderr)

    @property
    def pid(self) -> int:
        return self._process.pid

    def sessions(self) -> list[int]:
        """The workers that have a session, in the order they were forked."""
        found = [p for p in self._own.children(recursive=True) if _is_serving(p)]
        return [p.pid for p in sorted(found, key=lambda p: (p.create_time(), p.pid))]

    def memory(self) -> dict[int, float]:
        """MB that belong to one session alone (USS), by process."""
        found = {}
        for pid in self.sessions():
            with contextlib.suppress(psutil.NoSuchProcess):
                found[pid] = psutil.Process(pid).memory_full_info().uss / 2**20
        return found

    def cpu(self) -> dict[int, float]:
        """Seconds of CPU time used, by process; the server's own with them."""
        found = {}
        for pid in [self.pid, *self.sessions()]:
            with contextlib.suppress(psutil.NoSuchProcess):
                times = psutil.Process(pid).cpu_times()
                found[pid] = times.user + times.system
        return found

    def freeze(self, pid: int) -> None:
        """Stop a worker in the middle of what it does."""
        os.kill(pid, signal.SIGSTOP)


def _is_serving(process: psutil.Process) -> bool:
    try:
        return process.name().startswith(SERVING)
    except psutil.NoSuchProcess:
        return False
