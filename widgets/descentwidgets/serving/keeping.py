"""Keeping: what a worker hands over to be kept on the server, instead of to its page."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from descentlab.errors import LabError
from descentlab.frames import KEEP, message_frame

from descentwidgets.serving.events import EventLog
from descentwidgets.serving.saved import SavedRuns

OnFrame = Callable[[bytes], None]


class Keeping:
    """Writes runs to the folder, off the event loop, and tells the page what came of it."""

    def __init__(self, saved: SavedRuns, events: EventLog) -> None:
        self._saved, self._events = saved, events
        self._tasks: set[asyncio.Task[None]] = set()

    @staticmethod
    def is_meant(frame: bytes) -> bool:
        """Whether the frame is a run to keep."""
        return frame.startswith(KEEP, 4)

    def keep(self, frame: bytes, session: int, on_frame: OnFrame) -> None:
        """Keep the run in `frame`; the page that `on_frame` leads to hears of it."""
        task = asyncio.get_running_loop().create_task(self._keep(frame, session, on_frame))
        self._tasks.add(task)  # asyncio itself holds tasks weakly
        task.add_done_callback(self._tasks.discard)

    async def _keep(self, frame: bytes, session: int, on_frame: OnFrame) -> None:
        try:
            about = await asyncio.to_thread(self._write, frame)
        except LabError as error:
            self._events.write("refused", session=session, reason="save")
            on_frame(message_frame("error", str(error)))
            return
        name = about["name"]
        self._events.write("saved", session=session, exhibit=about["exhibit"], name=name)
        on_frame(message_frame("info", f"Saved on the server as {name}. The gallery lists it."))

    def _write(self, frame: bytes) -> dict[str, Any]:
        size = 4 + int.from_bytes(frame[:4], "little")
        return self._saved.add(json.loads(frame[4:size])["keep"], frame[size:])
