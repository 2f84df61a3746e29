"""Which exhibits of one's own there are, and which files could not be read."""

from __future__ import annotations

import os
from pathlib import Path

from descentlab.errors import LabError
from descentlab.exhibit import Exhibit
from descentlab.own.reading import read_file

#: Folders and files, separated by `os.pathsep`. Child processes inherit it.
VARIABLE = "DESCENTLAB_EXHIBITS"


def add(place: str | os.PathLike[str]) -> None:
    """Make the exhibits of a folder, or the one of a file, known to this process and its children.

    Raises LabError when there is no such folder or file.
    """
    path = Path(place).expanduser().resolve()
    if not path.exists():
        raise LabError(
            f"{path}: expected a folder of exhibits, or one's file; found neither. Correct the "
            "path, or begin one with `descentlab new-exhibit NAME`."
        )
    if path not in _places():
        os.environ[VARIABLE] = os.pathsep.join(map(str, (*_places(), path)))


def exhibits() -> dict[str, Exhibit]:
    """The exhibits of one's own that can be loaded, by id."""
    return {path.stem: e for path, e in _read().items() if isinstance(e, Exhibit)}


def broken() -> dict[Path, str]:
    """The files that could not be read as an exhibit, each with the reason."""
    return {path: str(error) for path, error in _read().items() if isinstance(error, LabError)}


def names() -> tuple[str, ...]:
    """The names of all files that are meant to be exhibits, read or not."""
    return tuple(dict.fromkeys(p.stem for p in _files() if p.stem.isidentifier()))


def path_of(exhibit_id: str) -> Path | None:
    """The file that declares, or is meant to declare, the exhibit of that name."""
    return next((path for path in _files() if path.stem == exhibit_id), None)


def place_of(exhibit: Exhibit) -> str | None:
    """The path by which another process on this machine loads `exhibit`, if it has one."""
    path = path_of(exhibit.id)
    return str(path) if path is not None and _read().get(path) is exhibit else None


def _places() -> list[Path]:
    listed = os.environ.get(VARIABLE, "").split(os.pathsep)
    return [Path(place).expanduser().resolve() for place in listed if place.strip()]


def _files() -> list[Path]:
    """By folder in the order named, then by name; a file named twice is there once."""
    files: dict[Path, None] = {}
    for place in _places():
        inside = sorted(place.glob("*.py")) if place.is_dir() else [place]
        files |= dict.fromkeys(path for path in inside if not path.name.startswith("_"))
    return list(files)


def _read() -> dict[Path, Exhibit | LabError]:
    found: dict[Path, Exhibit | LabError] = {}
    names: dict[str, Path] = {}
    for path in _files():
        try:
            first = names.setdefault(path.stem, path)
            if first is not path:
                raise LabError(
                    f"{path}: expected a name that no other exhibit has; found {first} as well. "
                    "Rename one of the two files, and its id."
                )
            found[path] = read_file(path)
        except LabError as error:
            found[path] = error
    return found
