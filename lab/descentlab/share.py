"""Share strings: a whole session (settings, branches, commands) as a short piece of text.

The text is JSON, compressed and written in the URL-safe base64 alphabet. It carries what a replay
needs and nothing else; the numbers come again from running it.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from descentlab.errors import LabError
from descentlab.runs.command import Command

VERSION = 1
#: A link longer than this is no link anybody made with the lab; unpacked, at most this many bytes.
MAX_TEXT, MAX_BYTES = 65_536, 1_048_576


@dataclass(frozen=True)
class SharedBranch:
    """One run of a session."""

    name: str
    parent: int | None  # index of the branch it was forked from
    fork_step: int
    step: int  # how far it had come
    commands: tuple[Command, ...]  # all of its log, the shared past included


@dataclass(frozen=True)
class Shared:
    """All that matters of a session."""

    exhibit: str
    settings: dict[str, Any]  # those that differ from the defaults
    branches: tuple[SharedBranch, ...]
    active: int


def encode(shared: Shared) -> str:
    """The share string of a session."""
    data = {
        "v": VERSION,
        "e": shared.exhibit,
        "s": shared.settings,
        "a": shared.active,
        "b": [
            [b.name, b.parent, b.fork_step, b.step, [c.to_json() for c in b.commands]]
            for b in shared.branches
        ],
    }
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(zlib.compress(text, 9)).decode().rstrip("=")


def decode(text: str) -> Shared:
    """The session a share string stands for; LabError when it is not one."""
    try:
        data = json.loads(_inflate(text))
        if data["v"] != VERSION:
            raise LabError(
                f"Expected a link of version {VERSION}; found version {data['v']!r}. "
                "Open it with the lab it was made with."
            )
        return Shared(
            str(data["e"]), dict(data["s"]), _branches(data["b"]), _index(data["a"], data["b"])
        )
    except (KeyError, TypeError, ValueError, binascii.Error, zlib.error, RecursionError) as error:
        if isinstance(error, LabError):
            raise
        raise LabError(
            "Expected a link made with the lab's share button; found text that is not one "
            "(it may have been cut short). Copy the whole link and try again."
        ) from error


def _inflate(text: str) -> bytes:
    if len(text) > MAX_TEXT:
        raise ValueError("too long")
    packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    inflater = zlib.decompressobj()
    data = inflater.decompress(packed, MAX_BYTES)
    if not inflater.eof:
        raise ValueError("incomplete, or larger than any session")
    return data


def _branches(rows: Sequence[Any]) -> tuple[SharedBranch, ...]:
    branches = tuple(
        SharedBranch(str(name), parent, int(fork), int(step), tuple(map(Command.from_json, log)))
        for name, parent, fork, step, log in rows
    )
    for i, b in enumerate(branches):
        first = b.parent is None and i == 0
        if not (first or (isinstance(b.parent, int) and 0 <= b.parent < i)):
            raise ValueError("a branch without a parent")
        if not 0 <= b.fork_step <= b.step:
            raise ValueError("a branch that ends before it starts")
    if not branches:
        raise ValueError("no branch")
    return branches


def _index(value: Any, branches: Sequence[Any]) -> int:
    if not isinstance(value, int) or not 0 <= value < len(branches):
        raise ValueError("no such branch")
    return value
