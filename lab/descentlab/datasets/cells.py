"""Cells of a text table, and the lines they stand in."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from descentlab.datasets.limits import LINE
from descentlab.errors import LabError

#: What people write where there is nothing.
MISSING = frozenset(("", "na", "n/a", "nan", "null", "none", "?", "-", "--", "missing"))
SEPARATORS = (",", ";", "\t")
#: Lines looked at to find the separator and whether there is a header.
LOOKED_AT = 50


def is_missing(cell: str) -> bool:
    return cell.strip().lower() in MISSING


def number(cell: str) -> float | None:
    """The cell as a number; None where it is not one. Python's 1_000 is not one here."""
    try:
        return None if "_" in cell else float(cell)
    except ValueError:
        return None


def decoded(data: bytes, name: str) -> str:
    """The text of a file; LabError when it is not text."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ("utf-16",)  # how spreadsheets save "Unicode text"
    elif b"\0" in data:
        encodings = ()
    else:
        encodings = ("utf-8-sig", "latin-1")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text if "\n" in text else text.replace("\r", "\n")
    raise LabError(
        f"{name}: expected a table as text (CSV) or an npz archive; found bytes that are neither. "
        "Save the table as CSV, or the arrays with numpy.savez, and choose that file."
    )


def lines(text: str, name: str) -> Iterator[str]:
    """One line after another, without a copy of the whole; comments (#) are left out."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        if end - start > LINE:
            raise LabError(
                f"{name}: expected lines of at most {LINE} characters; found one of {end - start}. "
                "A table has one example a line."
            )
        if text[start] != "#":
            yield text[start:end]
        start = end


def rows(text: str, separator: str, name: str) -> Iterator[list[str]]:
    """The cells of every line that is not empty; LabError when the quotes make no sense."""
    try:
        for row in csv.reader(lines(text, name), delimiter=separator, skipinitialspace=True):
            if len(row) > 1 or (row and row[0].strip()):
                yield row
    except csv.Error as error:
        raise LabError(
            f"{name}: expected a table with cells separated by commas, semicolons or tabs; the "
            f"cells could not be told apart ({error}). Check the quotes."
        ) from error
