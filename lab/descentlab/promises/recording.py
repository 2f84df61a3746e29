"""A run records what is declared, in the shapes declared, and replays to the same bytes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import numpy as np

from descentlab.exhibit import Exhibit
from descentlab.measurement import Measurement
from descentlab.runs.run import Run
from descentlab.schedule import Every

STEPS = 7


def recording(
    exhibit: Exhibit, small: Mapping[str, Any] | None = None, waiting: Collection[str] = ()
) -> list[str]:
    """What a run of seven steps does not keep; `waiting` are series that have nothing to say yet.

    Shapes are fixed, so what a small problem has less of is NaN; infinite is nothing.
    """
    run = Run(exhibit, exhibit.settings().with_(**(small or {})))
    run.advance(STEPS)
    faults = [f for m in exhibit.measurements for f in _measured(run, m, waiting)]
    if not run.replay().trace.same_bytes(run.trace):
        faults.append(
            "a replay gives other numbers: expected every random draw from the point's or the "
            "settings' own generator, and nothing that is remembered outside of state and artefact"
        )
    return faults


def _measured(run: Run, measurement: Measurement, waiting: Collection[str]) -> Iterator[str]:
    if not isinstance(measurement.schedule, Every):
        yield (
            f"{measurement.name} is taken {type(measurement.schedule).__name__}, hence not "
            "recorded: it belongs to the extras"
        )
        return
    for spec in measurement.series:
        series = run.trace.series(spec.name)
        rows = 1 + run.step // measurement.schedule.n
        if series.values.shape != (rows, *spec.shape):
            yield (
                f"{spec.name}: expected {(rows, *spec.shape)} numbers (steps, {spec.dims}); found "
                f"{series.values.shape}"
            )
            continue
        if np.isinf(series.values).any():
            yield f"{spec.name} is infinite: what is not measured is NaN"
        known = np.isfinite(series.values.reshape(rows, -1)).any(1)
        if not known.all() and spec.name not in waiting:
            yield f"{spec.name} was not measured at {int((~known).sum())} of {rows} steps"
        if not spec.meaning:
            yield f"{spec.name} has no meaning: expected a sentence on what the number tells"
