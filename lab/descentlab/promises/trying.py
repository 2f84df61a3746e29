"""`try_exhibit`: an exhibit under all the promises, and what it does not keep, in words."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from descentlab.catalog import load
from descentlab.errors import DescentError
from descentlab.exhibit import Exhibit
from descentlab.promises.controls import controls
from descentlab.promises.declaration import declaration
from descentlab.promises.recording import recording
from descentlab.promises.starting import ranges, seeds

#: In words, and what finds the faults of an exhibit, given what makes it small and what may wait.
PROMISES: dict[str, Callable[[Exhibit, Mapping[str, Any], Collection[str]], list[str]]] = {
    "the declaration is complete": lambda e, small, waiting: declaration(e),
    "a run records all it declares and replays": recording,
    "a seed decides where a run starts": lambda e, small, waiting: seeds(e, small),
    "it starts at both ends of every range": lambda e, small, waiting: ranges(e, small),
    "its check can fail": lambda e, small, waiting: controls(e),
}


@dataclass(frozen=True)
class Report:
    """Which promises an exhibit keeps, and where it does not, why."""

    exhibit: str
    faults: Mapping[str, list[str]]  # by promise; an empty list is kept

    @property
    def kept(self) -> bool:
        """Whether all of them are."""
        return not any(self.faults.values())

    def __str__(self) -> str:
        lines = [f"{self.exhibit}: {'all promises kept' if self.kept else 'not yet'}"]
        for promise, faults in self.faults.items():
            lines.append(f"  {'✗' if faults else '✓'} {promise}")
            lines += [f"      {fault}" for fault in faults]
        return "\n".join(lines)

    __repr__ = __str__


def try_exhibit(
    exhibit: Exhibit | str | os.PathLike[str], *, waiting: Collection[str] = (), **small: Any
) -> Report:
    """Ask of `exhibit` (or of the one of that id or file) what is asked of every exhibit.

    `small` are settings that make its problem quick, for the promises that do not depend on how
    large it is; `waiting` names series that may have nothing to say in the first steps. The check
    itself is not run: that is `descentlab check`.
    """
    exhibit = exhibit if isinstance(exhibit, Exhibit) else load(exhibit)
    return Report(
        exhibit.id,
        {says: _faults(find, exhibit, small, waiting) for says, find in PROMISES.items()},
    )


def _faults(
    find: Callable[..., list[str]], exhibit: Exhibit, small: Mapping[str, Any],
    waiting: Collection[str],
) -> list[str]:  # fmt: skip
    """A promise that raises is not kept; where it raised is said with it."""
    try:
        return find(exhibit, small, waiting)
    except DescentError as error:
        return [str(error)]
    except Exception as error:  # whatever a newcomer's own code may raise
        at = traceback.extract_tb(error.__traceback__)[-1]
        said = f"{type(error).__name__}: {error}"
        return [f"{said} ({os.path.basename(at.filename)}, line {at.lineno})"]
