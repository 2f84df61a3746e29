"""Targets: what is to be told from the inputs, as classes or as numbers."""

from __future__ import annotations

import numpy as np

from descentlab.datasets.dataset import NUMBERS
from descentlab.datasets.limits import CLASSES as MOST_CLASSES
from descentlab.datasets.table import Table, Words
from descentlab.errors import LabError


def told_of(table: Table, places: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """The target, [n] codes or numbers or [n, k], and in which rows it is known."""
    first = table.values[places[0]]
    if isinstance(first, Words):
        return first.codes, first.codes >= 0
    if len(places) == 1:
        return first, np.isfinite(first)
    told = np.column_stack([table.values[j] for j in places])
    return told, np.isfinite(told).all(1)


def classes_of(
    table: Table, place: int, told: np.ndarray, kind: str | None, remarks: list[str]
) -> tuple[np.ndarray, tuple[str, ...]]:
    """Numbers and names of the classes; the target itself and no names for a regression."""
    values, name = table.values[place], table.columns[place]
    different, codes = np.unique(told, return_inverse=True)
    if isinstance(values, Words):
        if kind == NUMBERS:
            raise LabError(f"{table.name}: {name!r} is text; it can only be told as classes.")
        if len(different) > MOST_CLASSES:
            raise LabError(
                f"{table.name}: expected at most {MOST_CLASSES} classes in {name!r}; found more."
            )
        names = [values.names[int(code)] for code in different]
        order = sorted(range(len(names)), key=lambda i: names[i])
    else:
        whole = bool((different == np.round(different)).all())
        if kind == NUMBERS or (kind is None and not (whole and len(different) <= table.few)):
            return told, ()
        if len(different) > MOST_CLASSES:
            raise LabError(
                f"{table.name}: expected at most {MOST_CLASSES} classes; {name!r} has "
                f"{len(different):,} different numbers. Tell it as a number instead."
            )
        names = [f"{value:.12g}" for value in different]
        order = list(range(len(names)))
    if len(names) < 2:
        raise LabError(
            f"{table.name}: expected at least two classes in {name!r}; found {len(names)}. "
            "Choose another target."
        )
    rank = np.argsort(order)
    return rank[codes.reshape(-1)], tuple(names[i] for i in order)
