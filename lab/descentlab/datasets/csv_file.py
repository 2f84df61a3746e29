"""CSV: a table as text, read in two passes so that only the rows kept are ever in memory."""

from __future__ import annotations

import math
from itertools import islice

import numpy as np

from descentlab.datasets import cells
from descentlab.datasets.csv_survey import Survey, survey, word
from descentlab.datasets.limits import CLASSES, FEW_CLASSES, NAME
from descentlab.datasets.sampling import kept_rows, left_out
from descentlab.datasets.table import Table, Words
from descentlab.errors import LabError


def read_csv(data: bytes, name: str, digest: str) -> Table:
    """The table in `data`: header or not; commas, semicolons or tabs; decimal points.

    Raises LabError when there is no table with numbers in it.
    """
    text = cells.decoded(data, name)
    found = survey(text, name)
    kept = kept_rows(found.rows, sum(column.numeric for column in found.columns))
    names = _distinct(found.header or [f"column {j + 1}" for j in range(len(found.columns))])
    targets = {
        n: (j,)
        for j, (n, column) in enumerate(zip(names, found.columns, strict=True))
        if column.numeric or column.telling
    }
    if not any(column.numeric for column in found.columns) or len(targets) < 2:
        raise LabError(_useless(text, found, name))
    remarks = left_out(found.rows, len(kept))
    if found.odd:
        remarks.append(f"{found.odd:,} lines left out: not {len(names)} cells in them.")
    return Table(
        name=name,
        digest=digest,
        columns=names,
        values=_values(text, found, kept, name),
        targets=targets,
        proposed=names[-1] if names[-1] in targets else next(reversed(targets)),
        few=FEW_CLASSES,
        rows=found.rows + found.odd,
        remarks=tuple(remarks),
    )


def _values(
    text: str, found: Survey, kept: np.ndarray, name: str
) -> tuple[np.ndarray | Words | None, ...]:
    """The second pass: the columns of the rows `kept`, in that order."""
    place = np.full(found.rows, -1)
    place[kept] = np.arange(len(kept))
    numeric = [j for j, column in enumerate(found.columns) if column.numeric]
    telling = [j for j, column in enumerate(found.columns) if column.telling]
    numbers = np.full((len(numeric), len(kept)), np.nan)
    codes = {j: np.full(len(kept), -1) for j in telling}
    lines = islice(cells.rows(text, found.separator, name), found.header is not None, None)
    whole = (row for row in lines if len(row) == len(found.columns))
    for to, row in zip(place.tolist(), whole, strict=True):
        if to >= 0:
            numbers[:, to] = _numbers([row[j] for j in numeric])
            for j in telling:
                words = found.columns[j].words
                if not cells.is_missing(row[j]):
                    codes[j][to] = words.setdefault(word(row[j]), len(words))
    columns: list[np.ndarray | Words | None] = [None] * len(found.columns)
    for j, values in zip(numeric, numbers, strict=True):
        columns[j] = values
    for j, values in codes.items():
        columns[j] = Words(values, tuple(found.columns[j].words))
    return tuple(columns)


def _numbers(row: list[str]) -> list[float]:
    """The cells of a row as numbers, NaN where one is missing."""
    try:
        return [float(cell) for cell in row]
    except ValueError:
        found = map(cells.number, row)
        return [math.nan if number is None else number for number in found]


def _distinct(names: list[str]) -> tuple[str, ...]:
    """Names for the columns: none empty, no two alike."""
    known: dict[str, None] = {}
    for j, name in enumerate(names):
        wanted = free = name.strip()[:NAME] or f"column {j + 1}"
        number = 1
        while free in known:
            number += 1
            free = f"{wanted[: NAME - 8]} ({number})"
        known[free] = None
    return tuple(known)


def _useless(text: str, found: Survey, name: str) -> str:
    """Why nothing can be learned from a table."""
    numeric = sum(column.numeric for column in found.columns)
    if numeric:
        return (
            f"{name}: expected a column to be told, of numbers or of 2 to {CLASSES} different "
            f"words, beside the inputs; found {numeric} of numbers and nothing to tell from it."
        )
    row = next(islice(cells.rows(text, found.separator, name), 1, None), [])
    comma = any(cells.number(cell.replace(",", ".", 1)) is not None and "," in cell for cell in row)
    if comma:
        advice = "Numbers are written with a comma here; save the table with decimal points."
    else:
        advice = "Inputs are numbers; turn words into numbers before uploading."
    return (
        f"{name}: expected at least one column of numbers beside the one to be told; found none "
        f"in {len(found.columns)} columns. {advice}"
    )
