"""A growing pair of arrays: the steps and the values measured at them."""

from __future__ import annotations

import numpy as np


class Column:
    """Appending is amortised O(1): the arrays double when they are full."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self._steps = np.empty(64, np.int64)
        self._values = np.empty((64, *shape), np.float64)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def append(self, step: int, value: np.ndarray | float) -> None:
        if self._length == len(self._steps):
            self._steps = np.concatenate([self._steps, np.empty_like(self._steps)])
            self._values = np.concatenate([self._values, np.empty_like(self._values)])
        self._steps[self._length] = step
        self._values[self._length] = value
        self._length += 1

    def truncate(self, step: int) -> None:
        """Drop the rows at `step` and later."""
        self._length = int(np.searchsorted(self._steps[: self._length], step))

    def rows(self, start: int) -> tuple[np.ndarray, np.ndarray]:
        """Views of the steps [n] and values [n, ...] from row `start` on."""
        return self._steps[start : self._length], self._values[start : self._length]

    def last_step(self) -> int:
        return int(self._steps[self._length - 1]) if self._length else -1

    def copy(self, through: int) -> Column:
        twin = Column(self._values.shape[1:])
        twin._steps, twin._values = self._steps.copy(), self._values.copy()
        twin._length = int(np.searchsorted(twin._steps[: self._length], through, side="right"))
        return twin

    def same_bytes(self, other: Column) -> bool:
        mine, theirs = self.rows(0), other.rows(0)
        return all(
            a.shape == b.shape and a.tobytes() == b.tobytes()
            for a, b in zip(mine, theirs, strict=True)
        )
