"""Table: what was read from a file, before anybody said what is to be learned from what."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from descentlab.errors import LabError


@dataclass(frozen=True)
class Words:
    """A column of text with few enough different entries."""

    codes: np.ndarray  # [n] int64, -1 where missing
    names: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Columns of equal length: numbers (NaN where missing), words, or text of no use.

    `targets` are the choices there are: a name, and the columns that belong to it.
    """

    name: str
    digest: str
    columns: tuple[str, ...]
    values: tuple[np.ndarray | Words | None, ...]  # of each column: [n] float64, words, neither
    targets: dict[str, tuple[int, ...]]
    proposed: str  # one of `targets`
    few: int  # whole numbers are taken for classes when there are no more different ones
    rows: int  # in the file, those left out included
    remarks: tuple[str, ...] = ()
    image: tuple[int, int] | None = None

    def __len__(self) -> int:
        """Rows that were kept."""
        for values in self.values:
            if values is not None:
                return len(values.codes if isinstance(values, Words) else values)
        return 0

    def target(self, name: str | None) -> tuple[str, tuple[int, ...]]:
        """The choice called `name` (the proposed one without); LabError names those there are."""
        name = self.proposed if name is None else name
        if name not in self.targets:
            known = ", ".join(map(repr, list(self.targets)[:12]))
            raise LabError(
                f"{self.name}: expected a target among {known}; found {str(name)[:60]!r}."
            )
        return name, self.targets[name]
