"""Reading: a file, or the bytes of one, becomes a table and then a data set."""

from __future__ import annotations

from hashlib import sha256
from os import PathLike
from pathlib import Path

from descentlab.datasets.csv_file import read_csv
from descentlab.datasets.dataset import Dataset
from descentlab.datasets.limits import FILE_BYTES, NAME, mebibytes
from descentlab.datasets.npz_file import read_npz
from descentlab.datasets.preparing import prepare
from descentlab.datasets.table import Table
from descentlab.errors import LabError


def read(
    path: str | PathLike[str], *, target: str | None = None, kind: str | None = None
) -> Dataset:
    """The data set in the CSV or npz file at `path`.

    A CSV has a row an example, its inputs in columns of numbers; `target` is the column to be
    told, the last one by default. An npz has inputs X [n, d] or pictures [n, h, w], and targets y
    [n] or [n, k]. `kind` is "classes" or "numbers", by default what the target looks like: text
    and few different whole numbers are classes. Nothing in the file is ever executed.

    Raises LabError when there is no such file, it is too large, or nothing can be learned from it.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            data = file.read(FILE_BYTES + 1)
    except OSError as error:
        raise LabError(
            f"Expected a CSV or npz file at {path}; found: {error.strerror or error}."
        ) from error
    return prepare(read_table(data, path.name), target, kind)


def read_table(data: bytes, name: str) -> Table:
    """The table in the bytes of a file called `name`, told by what it is, not by its name."""
    name = shown(name)
    if len(data) > FILE_BYTES:
        raise LabError(
            f"{name}: expected a file of at most {mebibytes(FILE_BYTES)}; found more. Save fewer "
            "rows or smaller numbers; in Python, descentlab.run(..., data=...) has the same limit."
        )
    if not data:
        raise LabError(f"{name}: expected a table or arrays; the file is empty.")
    digest = sha256(data).hexdigest()
    if data[:2] == b"PK":
        return read_npz(data, name, digest)
    if data[:6] == b"\x93NUMPY":
        raise LabError(
            f"{name}: expected inputs and targets; found a single array. Save both with "
            "numpy.savez(file, X=inputs, y=labels)."
        )
    if name.lower().endswith((".npz", ".pkl", ".pickle")):
        raise LabError(
            f"{name}: expected an npz archive as numpy.savez writes it; found something else. "
            "Save it with numpy.savez(file, X=inputs, y=labels). Pickles are never loaded."
        )
    return read_csv(data, name, digest)


def shown(name: object) -> str:
    """A file's name without folders and without what cannot be printed, short."""
    last = str(name).replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join(c for c in last if c.isprintable()).strip()
    return (
        clean
        if 0 < len(clean) <= NAME
        else f"{clean[: NAME - 12]}…{clean[-11:]}"
        if clean
        else "file"
    )
