"""Share strings: a whole session (settings, branches, commands) as a short piece of text.

The text is JSON, compressed and written in the URL-safe base64 alphabet. It carries what a replay
needs and nothing else; the numbers come again from running it.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from descentlab.errors import LabError
from descentlab.runs.command import Command

VERSION = 2
#: A link longer than this is no link anybody made with the lab; unpacked, at most this many bytes.
MAX_TEXT, MAX_BYTES = 65_536, 1_048_576


@dataclass(frozen=True)
class SharedBranch:
    """One run of a session. Without a parent it is a root and has settings of its own."""

    name: str
    parent: int | None  # index of the branch it was forked from
    fork_step: int
    step: int  # how far it had come
    commands: tuple[Command, ...]  # all of its log, the shared past included
    settings: Mapping[str, Any] = field(default_factory=dict)  # a root's, unlike the defaults


@dataclass(frozen=True)
class SharedBookmark:
    """A step with a name."""

    branch: int
    step: int
    name: str


@dataclass(frozen=True)
class Shared:
    """All that matters of a session. The first branch is a root."""

    exhibit: str
    branches: tuple[SharedBranch, ...]
    active: int = 0
    bookmarks: tuple[SharedBookmark, ...] = ()
    data: Mapping[str, Any] | None = None  # which data of the person's own it was run on

    @property
    def settings(self) -> Mapping[str, Any]:
        """The settings of the first run, those that differ from the defaults."""
        return self.branches[0].settings


def encode(shared: Shared) -> str:
    """The share string of a session."""
    data: dict[str, Any] = {
        "v": VERSION,
        "e": shared.exhibit,
        "a": shared.active,
        "b": [
            [
                b.name,
                dict(b.settings) if b.parent is None else b.parent,
                b.fork_step,
                b.step,
                [c.to_json() for c in b.commands],
            ]
            for b in shared.branches
        ],
    }
    if shared.bookmarks:
        data["m"] = [[m.branch, m.step, m.name] for m in shared.bookmarks]
    if shared.data is not None:
        data["d"] = dict(shared.data)
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(zlib.compress(text, 9)).decode().rstrip("=")


def decode(text: str) -> Shared:
    """The session a share string stands for; LabError when it is not one.

    A link of version 1 had one root, whose settings stood by themselves ("s"), and no bookmarks.
    """
    try:
        data = json.loads(_inflate(text))
        if data["v"] not in (1, VERSION):
            raise LabError(
                f"Expected a link of version 1 or {VERSION}; found version {data['v']!r}. "
                "Open it with the lab it was made with."
            )
        branches = _branches(data["b"], data.get("s"))
        marks = tuple(
            SharedBookmark(_index(at, branches), _step(step), str(name))
            for at, step, name in data.get("m", ())
        )
        own = data.get("d")
        return Shared(
            str(data["e"]),
            branches,
            _index(data["a"], branches),
            marks,
            None if own is None else dict(own),
        )
    except LabError:
        raise
    except (
        ArithmeticError,
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        zlib.error,
        RecursionError,
    ) as error:
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


def _branches(rows: Sequence[Any], first_settings: Any) -> tuple[SharedBranch, ...]:
    branches: list[SharedBranch] = []
    for name, origin, fork, step, log in rows:
        commands = tuple(map(Command.from_json, log))
        if origin is None and not branches:
            origin = first_settings  # as version 1 has it
        if isinstance(origin, dict):
            parent, settings = None, dict(origin)
        else:
            parent, settings = _index(origin, branches), {}
        if not _step(fork) <= _step(step):
            raise ValueError("a branch that ends before it starts")
        branches.append(SharedBranch(str(name), parent, fork, step, commands, settings))
    if not branches:
        raise ValueError("no branch")
    return tuple(branches)


def _index(value: Any, branches: Sequence[Any]) -> int:
    if type(value) is not int or not 0 <= value < len(branches):
        raise ValueError("no such branch")
    return value


def _step(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError("no such step")
    return value
