"""The worker's end of a pipe, inside the worker process."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from multiprocessing.connection import Connection
from typing import Any

from descentlab.worker.memory import trim

#: Seconds between two signs of life of a worker, and between two that say different things.
PULSE, PULSE_CHANGED = 1.0, 0.2
#: Seconds between two times that freed memory is given back, while there is work.
TRIM = 3.0


class PipeChannel:
    """Messages and frames by a pipe, from inside the worker process."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._pulsed, self._busy = 0.0, False
        self._trimmed, self._worked = time.monotonic(), True

    def receive(self, timeout: float) -> list[Mapping[str, Any]]:
        messages = []
        while self._pipe.poll(timeout):
            messages.append(json.loads(self._pipe.recv_bytes()))
            timeout = 0.0
        return messages

    def send(self, frame: bytes) -> None:
        self._pipe.send_bytes(frame)

    def pulse(self, busy: bool) -> None:
        """A sign of life, one byte long: 1 with work to do, 0 without."""
        now = time.monotonic()
        self._worked = self._worked or busy
        if self._worked and now - self._trimmed >= TRIM:
            trim()
            self._trimmed, self._worked = now, False
        if now - self._pulsed >= (PULSE if busy == self._busy else PULSE_CHANGED):
            self._pulsed, self._busy = now, busy
            self._pipe.send_bytes(bytes([busy]))
