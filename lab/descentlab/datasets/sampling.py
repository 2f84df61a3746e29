"""Which rows of a file are kept, and in which order."""

from __future__ import annotations

import numpy as np

from descentlab.datasets.limits import NUMBERS, ROWS

#: Of every shuffle: the same file always gives the same examples in the same order.
SEED = 20_240_229


def shuffled(rows: int) -> np.ndarray:
    """The numbers 0 ... rows − 1 in an order drawn once and for all.

    A file is often sorted by class; shuffled, its first n rows are a fair sample.
    """
    return np.random.default_rng(SEED).permutation(rows)


def kept_rows(rows: int, columns: int) -> np.ndarray:
    """Numbers of the rows kept of a file with `columns` numbers a row, shuffled."""
    return shuffled(rows)[: min(ROWS, NUMBERS // max(columns, 1))]


def left_out(rows: int, kept: int) -> list[str]:
    """In words, how many rows were too many."""
    if kept == rows:
        return []
    return [f"{kept:,} of {rows:,} rows kept: a random sample, the same at every reading."]
