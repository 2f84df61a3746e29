"""Stream: the page's end of a worker's pipe. The event loop never waits for it.

A worker may be stopped in the middle of a frame, or stop reading. So nothing here blocks: what has
come of a frame is kept until the rest is there, what does not fit into the pipe waits in a queue.
"""

from __future__ import annotations

import asyncio
import os
import struct
from collections import deque
from collections.abc import Callable
from multiprocessing.connection import Connection

#: Bytes read at once.
CHUNK = 1 << 18
#: Bytes of messages that may wait for a worker to read them.
WAITING = 8 << 20
#: A frame larger than this is no frame.
LARGEST = 1 << 30


class Stream:
    """Messages framed as `multiprocessing.connection.Connection` does, without blocking."""

    def __init__(
        self,
        pipe: Connection,
        loop: asyncio.AbstractEventLoop,
        on_message: Callable[[bytes], None],
        on_end: Callable[[], None],
    ) -> None:
        self._pipe, self._loop, self._on_message, self._on_end = pipe, loop, on_message, on_end
        self._fd = pipe.fileno()
        self._come = bytearray()
        self._queue: deque[memoryview] = deque()
        self._waiting = 0
        os.set_blocking(self._fd, False)
        loop.add_reader(self._fd, self._read)

    @property
    def open(self) -> bool:
        return not self._pipe.closed

    def send(self, message: bytes) -> bool:
        """Pass `message` on; False when too much is waiting already and it was dropped."""
        if not self.open or self._waiting + len(message) > WAITING:
            return False
        if len(message) > 0x7FFFFFFF:
            raise ValueError("a message of two gigabytes")
        self._queue.append(memoryview(struct.pack("!i", len(message)) + message))
        self._waiting += len(message) + 4
        self._write()
        return True

    def close(self) -> None:
        """May be called again."""
        if self.open:
            self._loop.remove_reader(self._fd)
            self._loop.remove_writer(self._fd)
            self._queue.clear()
            self._pipe.close()

    def _write(self) -> None:
        while self._queue:
            try:
                written = os.write(self._fd, self._queue[0])
            except BlockingIOError:
                self._loop.add_writer(self._fd, self._write)
                return
            except OSError:
                self._end()
                return
            self._waiting -= written
            rest = self._queue[0][written:]
            if rest:
                self._queue[0] = rest
            else:
                self._queue.popleft()
        self._loop.remove_writer(self._fd)

    def _read(self) -> None:
        try:
            chunk = os.read(self._fd, CHUNK)
        except BlockingIOError:
            return
        except OSError:
            chunk = b""
        if not chunk:
            self._end()
            return
        self._come += chunk
        while self.open and (message := self._whole()) is not None:
            self._on_message(message)

    def _whole(self) -> bytes | None:
        """The first message that is there in full."""
        if len(self._come) < 4:
            return None
        (size,) = struct.unpack_from("!i", self._come)
        if not 0 <= size <= LARGEST:
            self._end()
            return None
        if len(self._come) < 4 + size:
            return None
        message = bytes(memoryview(self._come)[4 : 4 + size])
        del self._come[: 4 + size]
        return message

    def _end(self) -> None:
        self.close()
        self._on_end()
