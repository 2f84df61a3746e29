"""Layout: which arrays a run's record has, and which of them grow together."""

from __future__ import annotations

from typing import Any

from descentlab.errors import LabError
from descentlab.exhibit import Exhibit
from descentlab.measurement import Measurement, SeriesSpec
from descentlab.record.arrays import Array
from descentlab.schedule import Every

#: The axis of what is measured at every step.
STEP = "step"


def layout(exhibit: Exhibit, steps: int | None = None) -> dict[str, Array]:
    """The arrays of a record of `exhibit`, of a run about `steps` steps long.

    A series measured at every step has the dimension `step`. One measured at other steps has an
    axis of its own, `step_<measurement>`, with those steps as coordinate: nothing is padded, and
    "not measured" never looks like a number.
    """
    arrays: dict[str, Array] = {}
    lengths: dict[str, int] = {}
    for measurement in exhibit.measurements:
        axis, rows = _axis(measurement, steps)
        about = {"long_name": "step", "description": "steps of the run at which this was measured"}
        arrays.setdefault(axis, Array.new(axis, [(axis, 0)], about, rows=rows, dtype="int64"))
        for spec in measurement.series:
            for dim, length in spec.dims:
                if lengths.setdefault(dim, length) != length or dim in arrays:
                    raise LabError(
                        f"{spec.name}: expected the dimension {dim!r} to have one length in the "
                        f"record; found {lengths[dim]} and {length}. Give it a name of its own."
                    )
            dims = [(axis, 0), *spec.dims]
            arrays[spec.name] = Array.new(spec.name, dims, _attributes(spec), rows=rows)
    return arrays


def axes(arrays: dict[str, Array]) -> dict[str, list[str]]:
    """For each growing axis, the names of the series on it."""
    grouped: dict[str, list[str]] = {name: [] for name, a in arrays.items() if a.dims == (name,)}
    for name, array in arrays.items():
        if name not in grouped:
            grouped[array.dims[0]].append(name)
    return grouped


def _axis(measurement: Measurement, steps: int | None) -> tuple[str, int | None]:
    every = measurement.schedule.n if isinstance(measurement.schedule, Every) else 1
    rows = None if steps is None else steps // every + 1
    return (STEP if every == 1 else f"{STEP}_{measurement.name}"), rows


def _attributes(spec: SeriesSpec) -> dict[str, Any]:
    attributes: dict[str, Any] = {"long_name": spec.label}
    if spec.unit:
        attributes["units"] = spec.unit
    if spec.columns:
        attributes["columns"] = list(spec.columns)
    return attributes
