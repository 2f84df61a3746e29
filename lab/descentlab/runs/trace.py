"""Trace: what was measured, each series on its own steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from weakref import WeakSet

import numpy as np
import pandas as pd
import xarray as xr

from descentlab.errors import LabError
from descentlab.measurement import SeriesSpec
from descentlab.runs.column import Column


@dataclass(frozen=True)
class Series:
    """A recorded series: `values[i]` was measured at `steps[i]`; NaN means not measured."""

    spec: SeriesSpec
    steps: np.ndarray  # [n] int64, increasing
    values: np.ndarray  # [n, ...] float64

    def at(self, step: int) -> np.ndarray:
        """The value at `step`, or at the last step measured before it."""
        row = int(np.searchsorted(self.steps, step, side="right")) - 1
        if row < 0:
            raise LabError(f"{self.spec.name}: expected a step measured at or after step 0.")
        return self.values[row]


@dataclass(frozen=True)
class Change:
    """Rows of a series that are new to a reader: keep the first `start` rows, then append."""

    name: str
    start: int
    steps: np.ndarray  # [m] int64
    values: np.ndarray  # [m, ...] float64


class Feed:
    """A reader that takes only what changed since it last looked (the screen, the disk)."""

    def __init__(self, columns: Mapping[str, Column]) -> None:
        self._columns = columns
        self._seen = dict.fromkeys(columns, 0)

    def rewind(self, name: str, length: int) -> None:
        """The column was cut to `length` rows: read it again from there."""
        if name in self._seen:
            self._seen[name] = min(self._seen[name], length)

    def take(self) -> list[Change]:
        """The changes since the last call."""
        changes = []
        for name, column in self._columns.items():
            start, end = self._seen[name], len(column)
            if start < end:
                steps, values = column.rows(start)
                changes.append(Change(name, start, steps.copy(), values.copy()))
                self._seen[name] = end
        return changes


class Trace:
    """The recorded series of one run, in memory."""

    def __init__(self, specs: Iterable[SeriesSpec]) -> None:
        self.specs = {spec.name: spec for spec in specs}
        self._columns = {name: Column(spec.shape) for name, spec in self.specs.items()}
        self._feeds: WeakSet[Feed] = WeakSet()

    def append(self, step: int, values: Mapping[str, np.ndarray | float]) -> None:
        """Record `values` (series name -> value) at `step`; LabError where not as declared."""
        for name, value in values.items():
            if name not in self._columns:
                raise LabError(
                    f"A measurement returned {name!r}, which no SeriesSpec declares; declared are "
                    f"{', '.join(self._columns)}."
                )
            try:
                self._columns[name].append(step, value)
            except ValueError as error:
                raise LabError(
                    f"A measurement returned {name!r} of shape {np.shape(value)}; expected "
                    f"{self.specs[name].shape}, as its SeriesSpec's dims declare."
                ) from error

    def truncate(self, step: int) -> None:
        """Forget everything recorded at `step` or later."""
        for name, column in self._columns.items():
            column.truncate(step)
            for feed in self._feeds:
                feed.rewind(name, len(column))

    def feed(self, names: Iterable[str] | None = None) -> Feed:
        """A new reader of changes to the series `names` (all by default), from the first row."""
        chosen = self._columns if names is None else {n: self._columns[n] for n in names}
        feed = Feed(chosen)
        self._feeds.add(feed)
        return feed

    def series(self, name: str) -> Series:
        """The series called `name`; LabError names the ones there are."""
        if name not in self._columns:
            near = get_close_matches(name, self.specs, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise LabError(
                f"Expected a series among {', '.join(self.specs)}; found {name!r}.{hint}"
            )
        return Series(self.specs[name], *self._columns[name].rows(0))

    def last_step(self) -> int:
        """The last step anything was recorded at, −1 when nothing was."""
        return max((column.last_step() for column in self._columns.values()), default=-1)

    def copy(self, through: int) -> Trace:
        """A trace of its own with the rows up to and including step `through`."""
        twin = Trace(self.specs.values())
        for name, column in self._columns.items():
            twin._columns[name] = column.copy(through)
        return twin

    def to_xarray(self) -> xr.Dataset:
        """One variable a series; series measured at other steps have NaN where they were not."""
        arrays = {}
        for name, spec in self.specs.items():
            steps, values = self._columns[name].rows(0)
            dims = ("step", *(dim for dim, _ in spec.dims))
            attrs = {"long_name": spec.label, "units": spec.unit}
            arrays[name] = xr.DataArray(
                values.copy(), dims=dims, coords={"step": steps.copy()}, attrs=attrs
            )
        return xr.Dataset(arrays)

    def to_pandas(self) -> pd.DataFrame:
        """One row a step, one column a number: `eigenvalues[0]`, `eigenvalues[1]`, ..."""
        columns = {}
        for name in self.specs:
            steps, values = self._columns[name].rows(0)
            flat = values.reshape(len(steps), -1)
            for i in range(flat.shape[1]):
                key = f"{name}[{i}]" if values.ndim > 1 else name
                columns[key] = pd.Series(flat[:, i].copy(), index=steps.copy())
        return pd.DataFrame(columns).rename_axis("step")

    def same_bytes(self, other: Trace) -> bool:
        """Whether both hold the same series, steps and values, bit for bit."""
        return self.specs == other.specs and all(
            column.same_bytes(other._columns[name]) for name, column in self._columns.items()
        )
