"""Dataset: examples from a file, ready for the problems that take data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

#: What targets are: one of a few classes, or real numbers.
CLASSES, NUMBERS = "classes", "numbers"


@dataclass(frozen=True, eq=False)
class Dataset:
    """Examples in an order shuffled once and for all, so that the first n are a fair sample.

    A run on a data set is as pure as any: the file's digest and the choices made in reading it
    decide every number in here. Two data sets with the same `reference` are the same.
    """

    name: str  # of the file
    digest: str  # SHA-256 of the file, hexadecimal
    target: str  # name of the column, or array, that is to be told
    inputs: np.ndarray  # [n, d] float64: every column centred, unit variance over all entries
    targets: np.ndarray  # [n] int64 numbers of `classes`, or [n, k] float64, mean 0 and variance 1
    classes: tuple[str, ...] = ()  # names; none for a regression
    columns: tuple[str, ...] = ()  # names of the inputs, [d]
    image: tuple[int, int] | None = None  # height and width, where inputs are pictures
    remarks: tuple[str, ...] = ()  # sentences: what was left out and what was scaled
    pictures: np.ndarray | None = None  # [n, h, w] uint8 grey values, where inputs are pictures

    def __post_init__(self) -> None:
        for values in (self.inputs, self.targets, self.pictures):
            if values is not None:
                values.flags.writeable = False

    @property
    def kind(self) -> str:
        """`CLASSES` or `NUMBERS`."""
        return CLASSES if self.classes else NUMBERS

    @property
    def outputs(self) -> int:
        """Columns of the targets of a regression; 1 for classes."""
        return 1 if self.classes else self.targets.shape[1]

    def counts(self) -> list[int]:
        """Examples of each class."""
        return np.bincount(self.targets, minlength=len(self.classes)).tolist()

    @property
    def reference(self) -> dict[str, str]:
        """What a link or a record carries: enough to ask for the file and to read it again."""
        return {
            "name": self.name,
            "sha256": self.digest,
            "target": self.target,
            "kind": self.kind,
        }

    def described(self) -> dict[str, Any]:
        """The data set for a frame's header."""
        return {
            **self.reference,
            "rows": len(self.inputs),
            "columns": self.inputs.shape[1],
            "classes": len(self.classes),
        }
