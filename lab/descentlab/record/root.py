"""Root: the one file that says how long every array of a record is, and what run it is of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from descentlab.errors import LabError
from descentlab.record.arrays import Array
from descentlab.record.layout import axes

#: Name of the file.
ROOT = "zarr.json"
#: The attribute by which a record is known, and the layout this lab writes.
MARK, FORMAT = "descentlab_record", 1


@dataclass(frozen=True)
class Root:
    """Arrays, lengths and attributes, as of one moment."""

    arrays: dict[str, Array]
    lengths: dict[str, int]  # rows of each growing axis
    attributes: dict[str, Any]

    def axis(self, name: str) -> str:
        return self.arrays[name].dims[0]

    def rows(self, name: str) -> int:
        return self.lengths[self.axis(name)]

    def to_json(self) -> dict[str, Any]:
        """The group's metadata with that of all its arrays inside ("consolidated")."""
        metadata = {name: array.metadata(self.rows(name)) for name, array in self.arrays.items()}
        return {
            "zarr_format": 3,
            "node_type": "group",
            "attributes": {MARK: FORMAT, **self.attributes},
            "consolidated_metadata": {
                "kind": "inline",
                "must_understand": False,
                "metadata": metadata,
            },
        }


def is_something(path: Path) -> bool:
    """Whether anything lies at `path`, as far as this user may know."""
    try:
        return path.exists()
    except OSError:  # a name too long, a folder that may not be looked into
        return False


def is_record(path: Path) -> bool:
    """Whether a record, of whatever format, lies at `path`."""
    try:
        return MARK in json.loads((path / ROOT).read_bytes())["attributes"]
    except (OSError, ValueError, KeyError, TypeError):
        return False


def read_root(path: Path) -> Root:
    """The record at `path` as of its last commit; LabError when there is none."""
    if not is_something(path):
        raise LabError(f"Expected a record at {path}; found nothing there. Check the path.")
    if not is_record(path):
        raise LabError(
            f"Expected a record at {path}; found something else. A record is the folder that "
            "`descentlab run ... --out` makes."
        )
    data = json.loads((path / ROOT).read_bytes())
    attributes: Mapping[str, Any] = data["attributes"]
    if attributes[MARK] != FORMAT:
        raise LabError(
            f"{path}: expected a record of format {FORMAT}; found format {attributes[MARK]!r}. "
            "Open it with the Descent Lab it was made with."
        )
    try:
        stored = data["consolidated_metadata"]["metadata"]
        found = {name: Array.from_metadata(name, meta) for name, meta in stored.items()}
        arrays = {name: array for name, (array, _) in found.items()}
        lengths = {axis: found[axis][1] for axis in axes(arrays)}
    except (KeyError, TypeError, ValueError) as error:
        raise LabError(
            f"{path}: expected the arrays of a record; found their description damaged "
            f"({error}). It cannot be used."
        ) from error
    return Root(arrays, lengths, {k: v for k, v in attributes.items() if k != MARK})
