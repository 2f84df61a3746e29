"""Preparing: a table becomes a data set, once it is said what is to be told from the rest."""

from __future__ import annotations

import math

import numpy as np

from descentlab.datasets.dataset import CLASSES, NUMBERS, Dataset
from descentlab.datasets.limits import FEWEST_ROWS, NAME
from descentlab.datasets.scaling import grey, overall, square, standard
from descentlab.datasets.table import Table
from descentlab.datasets.targets import classes_of, told_of
from descentlab.errors import LabError


def prepare(table: Table, target: str | None = None, kind: str | None = None) -> Dataset:
    """The data set of `table` with `target` (the proposed one by default) to be told.

    `kind` is `CLASSES` or `NUMBERS`, by default what the target looks like. All other columns of
    numbers are inputs; rows in which one of them or the target is missing are dropped.

    Tables: every column is centred and divided by its standard deviation, since units differ.
    Pictures: pixels are centred and all divided by one number, as for the digits. In both the
    variance over all entries is 1. Targets of a regression get mean 0 and variance 1.

    Raises LabError when nothing can be learned from what is there.
    """
    target, places = table.target(target)
    if kind not in (None, CLASSES, NUMBERS):
        raise LabError(f"Expected {CLASSES} or {NUMBERS}; found {str(kind)[:NAME]!r}.")
    remarks = list(table.remarks)
    used = _inputs(table, places, remarks)
    raw = np.column_stack([table.values[j] for j in used])
    told, known = told_of(table, places)
    whole = np.isfinite(raw).all(1) & known
    if not whole.all():
        remarks.append(f"{int((~whole).sum()):,} rows dropped: something in them is missing.")
    raw, told = raw[whole], told[whole]
    if len(raw) < FEWEST_ROWS:
        raise LabError(
            f"{table.name}: expected at least {FEWEST_ROWS} complete rows; found {len(raw)}."
        )
    if told.ndim == 1:
        told, names = classes_of(table, places[0], told, kind, remarks)
    else:
        names = ()
        if kind == CLASSES:
            raise LabError(f"{table.name}: {target!r} has several columns; they are numbers.")
    if not names:
        told = standard(told.reshape(len(told), -1))
        if not told.any():
            raise LabError(
                f"{table.name}: {target!r} is the same in every row; there is nothing to be told."
            )
        remarks.append(f"{target}: scaled to mean 0 and variance 1.")
    image = table.image or square(raw)
    pictures = None if image is None else grey(raw).reshape(-1, *image)
    inputs = overall(raw) if image is not None else standard(raw)
    spread = inputs.std()
    if not (spread > 0 and math.isfinite(spread)):
        raise LabError(f"{table.name}: every input is the same in all rows; nothing can be told.")
    remarks.append(
        "Pixels: centred, and all divided by one number."
        if image is not None
        else "Inputs: each column centred and divided by its standard deviation."
    )
    return Dataset(
        name=table.name,
        digest=table.digest,
        target=target,
        inputs=inputs / spread,
        targets=told,
        classes=names,
        columns=tuple(table.columns[j] for j in used),
        image=image,
        remarks=tuple(remarks),
        pictures=pictures,
    )


def _inputs(table: Table, places: tuple[int, ...], remarks: list[str]) -> list[int]:
    """The columns of numbers that are not to be told; those mostly missing and text stay out."""
    used, text, empty = [], [], []
    for j, (name, values) in enumerate(zip(table.columns, table.values, strict=True)):
        if j in places:
            continue
        if not isinstance(values, np.ndarray):
            text.append(name)
        elif np.isfinite(values).mean() < 0.5:
            empty.append(name)
        else:
            used.append(j)
    for names, why in ((text, "text"), (empty, "mostly missing")):
        if names:
            listed = ", ".join(names[:4]) + (", …" if len(names) > 4 else "")
            remarks.append(f"{len(names)} columns left out, {why}: {listed}.")
    if not used:
        raise LabError(
            f"{table.name}: expected at least one column of numbers beside the one to be told; "
            "found none. Choose another target."
        )
    return used
