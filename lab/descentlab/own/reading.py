"""One exhibit from one Python file."""

from __future__ import annotations

import os
import pkgutil
import sys
import traceback
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

from descentlab import exhibits as shipped
from descentlab.errors import LabError
from descentlab.exhibit import Exhibit

#: Modules of one's own are called `descentlab_own.NAME`.
PACKAGE = "descentlab_own"


@dataclass(frozen=True)
class _Kept:
    stamp: tuple[int, int]  # of the file when it was read: time of change and size
    exhibit: Exhibit | None
    error: LabError | None


_kept: dict[Path, _Kept] = {}


def read_file(path: str | os.PathLike[str]) -> Exhibit:
    """The exhibit that the Python file at `path` declares as `exhibit`.

    The file is run once, and again when it has changed; modules beside it can be imported. Raises
    LabError, with the line, when there is no such file, it cannot be run, or what it declares is
    no exhibit called as the file is.
    """
    path = Path(path).expanduser().resolve()
    try:
        told = path.stat()
    except OSError as error:
        raise LabError(
            f"{path}: expected the file of an exhibit; found none. Begin one with "
            f"`descentlab new-exhibit {path.stem}`."
        ) from error
    stamp = (told.st_mtime_ns, told.st_size)
    kept = _kept.get(path)
    if kept is None or kept.stamp != stamp:
        try:
            kept = _Kept(stamp, _declared(path), None)
        except LabError as error:
            kept = _Kept(stamp, None, error)
        _kept[path] = kept
    if kept.exhibit is None:
        raise LabError(str(kept.error))
    return kept.exhibit


def slip(error: BaseException) -> str | None:
    """Where a file of one's own went wrong while it was used; None if the error is none of its."""
    frames = traceback.extract_tb(error.__traceback__)
    for frame in reversed(frames):
        if Path(frame.filename) in _kept:
            what = f"{type(error).__name__}: {error}"
            return f"{frame.filename}, line {frame.lineno}, in {frame.name}: found {what}."
    return None


@cache
def shipped_ids() -> tuple[str, ...]:
    """The names of the files in `exhibits/`, in alphabetical order."""
    names = (m.name for m in pkgutil.iter_modules(shipped.__path__))
    return tuple(sorted(n for n in names if not n.startswith("_")))


def _declared(path: Path) -> Exhibit:
    if path.suffix != ".py" or not path.stem.isidentifier():
        raise LabError(
            f"{path}: expected a name of letters, digits and _ that ends in .py; found "
            f"{path.name!r}. Rename the file."
        )
    if path.stem in shipped_ids():
        raise LabError(
            f"{path}: expected a name that no exhibit of the lab has; found {path.stem!r}. Rename "
            "the file, and the id in it."
        )
    found = vars(_run(path)).get("exhibit")
    if not isinstance(found, Exhibit):
        what = "none" if found is None else f"one of type {type(found).__name__}"
        raise LabError(
            f"{path}: expected a variable `exhibit` that holds an Exhibit; found {what}. End the "
            "file with exhibit = Exhibit(...)."
        )
    if found.id != path.stem:
        raise LabError(
            f"{path}: expected id={path.stem!r}, as the file is called; found {found.id!r}. Change "
            "one of the two."
        )
    return found


def _run(path: Path) -> ModuleType:
    """Not by the import system: its cache of bytecode may take an edited file for the old one."""
    name = f"{PACKAGE}.{path.stem}"
    module = ModuleType(name)
    module.__file__ = str(path)
    if str(path.parent) not in sys.path:
        sys.path.append(str(path.parent))  # last: it hides nothing
    before = sys.modules.get(name)
    sys.modules[name] = module  # dataclasses and type hints look their module up
    try:
        exec(compile(path.read_bytes(), str(path), "exec"), vars(module))
    except BaseException as error:
        sys.modules.pop(name)
        if before is not None:
            sys.modules[name] = before
        if not isinstance(error, Exception | SystemExit):
            raise
        raise LabError(f"{_where(path, error)}. Correct it and load it again.") from error
    return module


def _where(path: Path, error: BaseException) -> str:
    """What is wrong and in which line of the file."""
    if isinstance(error, SyntaxError) and error.filename == str(path):
        line = (error.text or "").strip()
        return f"{path}, line {error.lineno}: expected Python; found {line!r} ({error.msg})"
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == str(path)]
    at = f", line {lines[-1]}" if lines else ""
    return f"{path}{at}: expected a file that runs; found {type(error).__name__}: {error}"
