"""A worker that is none: it remembers what it was sent and speaks when told to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from descentlab.frames import Payload, pack


class FakeHandle:
    def __init__(self, on_frame: Callable[[bytes], None], loop: asyncio.AbstractEventLoop) -> None:
        self.on_frame, self.loop = on_frame, loop
        self.sent: list[dict] = []
        self.alive = True
        self.reason: str | None = None
        self.stops = 0

    def send(self, message: dict) -> None:
        if not self.alive:
            raise BrokenPipeError
        self.sent.append(message)

    def stop(self) -> None:
        self.stops += 1
        self.alive = False

    def frame(self, number: int = 1, floats: int = 4, **header: object) -> bytes:
        payload = Payload()
        payload.add([float(number)] * floats)
        frame = pack({"frame": number, "gen": 1, "blocks": [], **header}, payload)
        self.on_frame(frame)
        return frame

    @property
    def kinds(self) -> list[str]:
        return [message["kind"] for message in self.sent]


class FakeFactory:
    """Starts fake workers and keeps them; raises `error` instead when it is set."""

    def __init__(self) -> None:
        self.handles: list[FakeHandle] = []
        self.error: Exception | None = None

    def __call__(
        self, on_frame: Callable[[bytes], None], loop: asyncio.AbstractEventLoop
    ) -> FakeHandle:
        if self.error is not None:
            raise self.error
        self.handles.append(FakeHandle(on_frame, loop))
        return self.handles[-1]


@pytest.fixture
def factory() -> FakeFactory:
    return FakeFactory()
