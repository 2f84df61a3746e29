"""Tables: the numbers of a view as comma-separated text, exact to the last bit of float64."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from descentlab.errors import LabError
from descentlab.exports.heading import column_names, heading
from descentlab.frames import streamed
from descentlab.measurement import SeriesSpec
from descentlab.runs.run import Run

#: Numbers a table may hold: beyond, a record is the better form.
MOST_NUMBERS = 3_000_000

Rows = Iterator[Sequence[Any]]


def tables(runs: Mapping[str, Run], names: Sequence[str], what: str, share: str) -> dict[str, str]:
    """The series `names` of all branches, as tables by their name ("" for the one by steps).

    Series with few numbers a step share one table with a row a step and branch, empty where a
    series was not measured at that step. A wide one has a table of its own in the long form: step,
    an index for each of its dimensions, the value. Numbers are written so that reading them as
    float64 gives the same bits (`pandas.read_csv(..., comment="#", float_precision="round_trip")`).

    Raises LabError when there are no such series, nothing was measured, or there is too much.
    """
    specs = {n: s for run in runs.values() for n, s in run.trace.specs.items() if n in names}
    sizes = [run.trace.series(n).values.size for run in runs.values() for n in specs]
    if not sum(sizes):
        raise LabError(
            f"{what}: expected recorded numbers to write; found none yet. Step or play the run, "
            "then export again."
        )
    if sum(sizes) > MOST_NUMBERS:
        raise LabError(
            f"{what}: expected at most {MOST_NUMBERS:,} numbers for a table; found "
            f"{sum(sizes):,}. Export the run as zarr: it is smaller and opens with xarray."
        )
    narrow = [specs[n] for n in names if n in specs and streamed(specs[n])]
    found = {"": table(runs, narrow, what, share)} if narrow else {}
    for name in names:
        if name in specs and not streamed(specs[name]):
            found[name] = long_table(runs, specs[name], what, share)
    return found


def table(runs: Mapping[str, Run], specs: Sequence[SeriesSpec], what: str, share: str) -> str:
    """Series with few numbers a step: one row a step and branch."""
    widths = [int(np.prod(spec.shape, dtype=int)) for spec in specs]
    names = [n for s, w in zip(specs, widths, strict=True) for n in column_names(s, w)]

    def rows() -> Rows:
        for branch, run in runs.items():
            found = [run.trace.series(spec.name) for spec in specs]
            cells = [
                dict(zip(s.steps.tolist(), s.values.reshape(-1, w).tolist(), strict=True))
                for s, w in zip(found, widths, strict=True)
            ]
            for step in sorted({step for of in cells for step in of}):
                values = [
                    text
                    for of, w in zip(cells, widths, strict=True)
                    for text in (map(number, of[step]) if step in of else [""] * w)
                ]
                yield [branch_name(branch), step, *values]

    return heading(runs, what, specs, share) + _text(["branch", "step", *names], rows())


def long_table(runs: Mapping[str, Run], spec: SeriesSpec, what: str, share: str) -> str:
    """A wide series: one row a number, with its place along each dimension."""

    def rows() -> Rows:
        places = list(np.ndindex(*spec.shape))
        for branch, run in runs.items():
            series = run.trace.series(spec.name)
            for step, values in zip(series.steps.tolist(), series.values, strict=True):
                for place, value in zip(places, values.reshape(-1).tolist(), strict=True):
                    yield [branch_name(branch), step, *place, number(value)]

    columns = ["branch", "step", *(dim for dim, _ in spec.dims), spec.name]
    return heading(runs, what, [spec], share) + _text(columns, rows())


def number(value: float) -> str:
    """The shortest text that reads back as `value`; what was measured as not a number is NaN."""
    return "NaN" if value != value else repr(value)


def branch_name(name: str) -> str:
    """The name as a cell that no reader takes for a comment, and no spreadsheet for a formula."""
    plain = " ".join(name.replace("#", "").split())
    return f"'{plain}" if plain[:1] in ("=", "+", "-", "@") else plain


def _text(columns: Sequence[str], rows: Rows) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()
