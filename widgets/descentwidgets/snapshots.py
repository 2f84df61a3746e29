"""Snapshots asked for by a page: the worker's frame becomes a file beside the event loop."""

from __future__ import annotations

import asyncio
import json
import logging
from functools import partial
from typing import Any

from descentlab.frames import File, file_frame, message_frame

log = logging.getLogger(__name__)

#: How the header of a file frame says that it holds a whole session, to be wrapped into a page.
RECORD = b"application/x-descentlab-frame"
_START = b'{"frame":0,"file":'


def is_record(frame: bytes) -> bool:
    """Whether the frame holds a whole session, not a file for a person. A look at 400 bytes."""
    return frame.startswith(_START, 4) and RECORD in frame[:400]


async def wrapped(frame: bytes, spec: dict[str, Any], live: str) -> bytes:
    """The frame that hands the snapshot over, or one that says why there is none."""
    work = partial(_wrap, frame, spec, live)
    try:
        return await asyncio.get_running_loop().run_in_executor(None, work)
    except Exception as error:  # whatever it is, the page must hear of it and stay
        log.exception("a snapshot could not be made")
        return message_frame("error", f"The snapshot could not be made: {error}")


def _wrap(frame: bytes, spec: dict[str, Any], live: str) -> bytes:
    from descentwidgets.standalone import page_of

    start = 4 + int.from_bytes(frame[:4], "little")
    name = json.loads(frame[4:start])["file"]["name"]
    return file_frame(File(name, "text/html", page_of(spec, frame[start:], live)))
