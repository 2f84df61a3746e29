"""What tests of figures share: traces made by hand, and questions to what was drawn."""

from __future__ import annotations

from collections.abc import Mapping

import holoviews as hv
import numpy as np
from descentlab.measurement import SeriesSpec
from descentlab.runs.trace import Trace

NAN = np.nan


def trace_of(arrays: Mapping[str, Mapping[int, object]], **more: Mapping[str, object]) -> Trace:
    """A trace of series name -> step -> value; `more` has the specs' other fields by series."""
    specs = []
    for name, rows in arrays.items():
        shape = np.shape(next(iter(rows.values())))
        dims = tuple((f"{name}_{i}", n) for i, n in enumerate(shape))
        specs.append(
            SeriesSpec(**{"name": name, "label": name, "dims": dims, **more.get(name, {})})
        )
    trace = Trace(specs)
    for name, rows in arrays.items():
        for step, value in rows.items():
            trace.append(step, {name: np.asarray(value, dtype=float)})
    return trace


def title_of(drawn: hv.Element) -> str:
    return hv.Store.lookup_options("bokeh", drawn, "plot").kwargs["title"]


def option_of(drawn: hv.Element, name: str) -> object:
    return hv.Store.lookup_options("bokeh", drawn, "plot").kwargs[name]


def of_type(drawn: hv.Overlay, kind: type) -> list:
    return [element for element in drawn if isinstance(element, kind)]


def renders(drawn: hv.Element) -> bool:
    return hv.renderer("bokeh").get_plot(drawn).state is not None
