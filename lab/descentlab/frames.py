"""Frames: what the worker tells the screen, one binary message at a time.

Layout: uint32 little-endian header length, the header as UTF-8 JSON padded with spaces to a
multiple of four bytes past the length word, then the payload as little-endian float32. The header's
blocks say where in the payload their numbers start, in floats.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from descentlab.measurement import SeriesSpec

#: Numbers per step above which a series is not streamed row by row: each reading travels whole.
WIDE = 16


def streamed(spec: SeriesSpec) -> bool:
    """Whether the series goes to the screen row by row."""
    return not spec.whole and int(np.prod(spec.shape, dtype=int)) <= WIDE


class Payload:
    """Collects float arrays and remembers where each one starts."""

    def __init__(self) -> None:
        self._parts: list[np.ndarray] = []
        self._length = 0

    def add(self, array: Any) -> int:
        """Append the numbers of `array`; returns the index of the first."""
        flat = np.asarray(array, dtype="<f4").reshape(-1)
        start = self._length
        self._parts.append(flat)
        self._length += len(flat)
        return start

    def parts(self) -> Sequence[np.ndarray]:
        return self._parts


def pack(header: dict[str, Any], payload: Payload | None = None) -> bytes:
    """A frame of `header` and `payload`."""
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    text += b" " * (-len(text) % 4)
    arrays = payload.parts() if payload else ()
    return b"".join([struct.pack("<I", len(text)), text, *(a.tobytes() for a in arrays)])


def unpack(frame: bytes) -> tuple[dict[str, Any], np.ndarray]:
    """The header and payload of a frame (for tests and headless clients)."""
    (length,) = struct.unpack_from("<I", frame)
    header = json.loads(frame[4 : 4 + length])
    return header, np.frombuffer(frame, "<f4", offset=4 + length)


@dataclass(frozen=True)
class File:
    """Something for the person to keep, or, where it is `kept`, for the server."""

    name: str
    media_type: str
    body: bytes
    kept: Mapping[str, Any] | None = None  # what is said of it, for the server


#: How the header of a frame begins that holds a file for the server.
KEEP = b'{"frame":0,"keep":'


def file_frame(file: File) -> bytes:
    """A frame whose body, in place of numbers, is a file."""
    if file.kept is not None:
        return pack({"frame": 0, "keep": dict(file.kept)}) + file.body
    header = {"frame": 0, "file": {"name": file.name, "type": file.media_type}}
    return pack(header) + file.body


def message_frame(level: str, text: str) -> bytes:
    """A frame that only says something, for when there is no worker to say it."""
    return pack({"frame": 0, "messages": [{"level": level, "text": text}], "blocks": []})
