"""What a renderer draws from: recorded traces by branch name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from descentlab.runs.run import Run
from descentlab.runs.trace import Series, Trace

Source = Trace | Run | Mapping[str, Trace | Run]


def traces(source: Source) -> dict[str, Trace]:
    """The traces of `source` by branch name; a single run or trace is the branch "main"."""
    branches = source if isinstance(source, Mapping) else {"main": source}
    return {name: b.trace if isinstance(b, Run) else b for name, b in branches.items()}


@dataclass(frozen=True)
class Line:
    """One column of one series of one branch, up to the cursor."""

    branch: str
    number: int  # of the branch, for its colour
    column: int
    label: str
    steps: np.ndarray  # [n] int64
    values: np.ndarray  # [n] float64; NaN: not measured
    series: Series


def lines(source: Source, name: str, cursor: int | None = None) -> Iterator[Line]:
    """The columns of series `name`, branch after branch, without what the cursor hides."""
    branches = traces(source)
    for number, (branch, trace) in enumerate(branches.items()):
        series = trace.series(name)
        kept = until(series.steps, cursor)
        values = series.values[:kept].reshape(kept, -1)
        titles = series.spec.columns or (series.spec.name,)
        if len(titles) != values.shape[1]:
            titles = tuple(f"{name}[{i}]" for i in range(values.shape[1]))
        for column, title in enumerate(titles):
            label = title if len(branches) == 1 else f"{title} ({branch})"
            yield Line(
                branch, number, column, label, series.steps[:kept], values[:, column], series
            )


def until(steps: np.ndarray, cursor: int | None) -> int:
    """How many rows lie at or before the cursor; all of them without one."""
    return len(steps) if cursor is None else int(np.searchsorted(steps, cursor, side="right"))
