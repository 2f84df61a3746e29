"""A reader of BibTeX files as `references.bib` is written: braces around every value, no macros."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from descentlab.errors import LabError

FILE = Path(__file__).with_name("references.bib")

#: What an entry of each kind cannot do without.
REQUIRED = {
    "article": ("author", "title", "journal", "year"),
    "book": ("author", "title", "publisher", "year"),
    "inproceedings": ("author", "title", "booktitle", "year"),
    "misc": ("author", "title", "year"),
}

_HEAD = re.compile(r"@(\w+)\{([\w:-]+),")
_FIELD = re.compile(r"\s*(\w+)\s*=\s*\{")


@dataclass(frozen=True)
class Entry:
    """One publication."""

    key: str
    kind: str
    fields: Mapping[str, str]  # values without their outer braces
    text: str  # as it stands in the file

    @property
    def url(self) -> str:
        """Where it can be read: arXiv's page, or "" where it has none."""
        eprint = self.fields.get("eprint", "")
        return f"https://arxiv.org/abs/{eprint}" if eprint else ""


@cache
def library() -> Mapping[str, Entry]:
    """Every entry of `references.bib` by its key."""
    return read(FILE.read_text(encoding="utf-8"))


def read(text: str) -> dict[str, Entry]:
    """The entries of a BibTeX text by key.

    Raises LabError where braces do not balance, a key stands twice, a kind is unknown or an entry
    lacks a field that its kind requires.
    """
    entries: dict[str, Entry] = {}
    at = 0
    while (head := _HEAD.search(text, at)) is not None:
        kind, key = head[1].lower(), head[2]
        end = _closing(text, text.index("{", head.start()), key)
        fields = _fields(text[head.end() : end], key)
        if kind not in REQUIRED:
            raise LabError(f"Expected @{'{}, @'.join(REQUIRED)}{{}}; found @{kind}{{{key}}}.")
        missing = [name for name in REQUIRED[kind] if not fields.get(name)]
        if missing:
            raise LabError(f"@{kind}{{{key}}} lacks {', '.join(missing)}: add what is missing.")
        if key in entries:
            raise LabError(f"Two entries are called {key}: rename one of them.")
        entries[key] = Entry(key, kind, fields, text[head.start() : end + 1])
        at = end + 1
    return entries


def _fields(body: str, key: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    at = 0
    while (match := _FIELD.match(body, at)) is not None:
        end = _closing(body, match.end() - 1, key)
        fields[match[1].lower()] = " ".join(body[match.end() : end].split())
        at = end + 1
        if body[at : at + 1] == ",":
            at += 1
    if body[at:].strip():
        raise LabError(
            f"Expected `name = {{value}},` in {key}; found {body[at:].strip()[:40]!r}: put braces "
            "around the value."
        )
    return fields


def _closing(text: str, opening: int, key: str) -> int:
    """Where the brace opened at `opening` closes."""
    depth = 0
    for at in range(opening, len(text)):
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if depth == 0:
            return at
    raise LabError(f"The braces of {key} do not balance: close the one that is open.")
