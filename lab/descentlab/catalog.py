"""The catalog: exhibits are found by file name, there is no list to edit."""

from __future__ import annotations

import importlib
import os
from difflib import get_close_matches
from pathlib import Path

from descentlab import exhibits, own
from descentlab.errors import LabError
from descentlab.exhibit import Exhibit
from descentlab.own.reading import shipped_ids


def exhibit_ids() -> tuple[str, ...]:
    """The names of the files in `exhibits/`, and of those of one's own, in alphabetical order."""
    return tuple(sorted((*shipped_ids(), *own.exhibits())))


def load(exhibit_id: str | os.PathLike[str]) -> Exhibit:
    """The exhibit declared in `exhibits/<exhibit_id>.py`, or in one's own file.

    `exhibit_id` may be a path that ends in .py; it is known by its name from then on. Raises
    LabError: with those there are, or with the line of one's own file that is wrong.
    """
    name = os.fspath(exhibit_id) if isinstance(exhibit_id, str | os.PathLike) else ""
    if name in shipped_ids():
        return importlib.import_module(f"{exhibits.__name__}.{name}").exhibit
    if name.endswith(".py"):
        found = own.read_file(name)
        own.add(name)
        return found
    path = own.path_of(name)
    if path is not None:
        return own.read_file(path)
    near = get_close_matches(name, exhibit_ids(), n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    here = Path(f"{name}.py") if name.isidentifier() else None
    if here is not None and here.is_file():
        hint = f" For the file of that name here, say {here}."
    raise LabError(
        f"Expected an exhibit among {', '.join(exhibit_ids())}; found {exhibit_id!r}.{hint}"
    )


def list_exhibits() -> list[tuple[str, str, str]]:
    """(id, title, claim) of every exhibit."""
    return [(e.id, e.title, e.claim) for e in map(load, exhibit_ids())]
