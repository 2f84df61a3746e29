"""The catalog: exhibits are found by file name, there is no list to edit."""

from __future__ import annotations

import importlib
import pkgutil
from difflib import get_close_matches
from functools import cache

from descentlab import exhibits
from descentlab.errors import LabError
from descentlab.exhibit import Exhibit


@cache
def exhibit_ids() -> tuple[str, ...]:
    """The names of the files in `exhibits/`, in alphabetical order."""
    names = (m.name for m in pkgutil.iter_modules(exhibits.__path__))
    return tuple(sorted(n for n in names if not n.startswith("_")))


def load(exhibit_id: str) -> Exhibit:
    """The exhibit declared in `exhibits/<exhibit_id>.py`; LabError names those there are."""
    if exhibit_id not in exhibit_ids():
        near = get_close_matches(str(exhibit_id), exhibit_ids(), n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise LabError(
            f"Expected an exhibit among {', '.join(exhibit_ids())}; found {exhibit_id!r}.{hint}"
        )
    return importlib.import_module(f"{exhibits.__name__}.{exhibit_id}").exhibit


def list_exhibits() -> list[tuple[str, str, str]]:
    """(id, title, claim) of every exhibit."""
    return [(e.id, e.title, e.claim) for e in map(load, exhibit_ids())]
