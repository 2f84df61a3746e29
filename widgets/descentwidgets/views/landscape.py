"""Landscape: the loss on a plane through the weights, with the paths that crossed it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import holoviews
import numpy as np
from descentkernels import Field, Plane
from descentlab.view import View

from descentwidgets.views.source import Source, traces, until
from descentwidgets.views.style import SIZE, axis, colour

Path = tuple[np.ndarray, np.ndarray]  # steps [n], coordinates [n, 2]


def hv(
    source: Source,
    view: View,
    cursor: int | None = None,
    *,
    plane: Plane | None = None,
    field: Field | None = None,
    paths: Mapping[str, Path] | None = None,
) -> Any:
    """The field as an image (brighter is higher), each branch's path, and the point now.

    `paths` are coordinates in `plane`, by branch; without them the recorded coordinates are drawn,
    which jump where the plane was laid anew. Without `field` the paths stand alone: sampling one
    is the kernels' work, `sample_field(run.problem.objective.values, plane)`.
    """
    labels = plane.labels if plane is not None else ("x", "y")
    drawn: list[Any] = []
    if field is not None:
        values = np.asarray(field.values, dtype=float)
        log = bool(view.options.get("log", False)) and bool(np.nanmin(values) > 0)
        image = holoviews.Image(
            (np.asarray(field.x), np.asarray(field.y), values), list(labels), "loss", rtol=0.01
        )
        drawn.append(image.opts(cmap="viridis", cnorm="log" if log else "linear", colorbar=True))
    for number, (branch, (steps, places)) in enumerate((paths or recorded(source, view)).items()):
        kept = until(steps, cursor)
        look = {"color": "white" if field is not None and number == 0 else colour(number)}
        drawn.append(holoviews.Path([places[:kept]], list(labels), label=branch).opts(**look))
        drawn.append(
            holoviews.Points(places[:kept][-1:], list(labels)).opts(
                size=8, line_color="black", fill_color=look["color"]
            )
        )
    options = dict(title=view.title, xlabel=axis(labels[0], ""), ylabel=axis(labels[1], ""), **SIZE)
    if plane is not None:
        x0, x1, y0, y1 = plane.window
        options |= {"xlim": (x0, x1), "ylim": (y0, y1)}
    return holoviews.Overlay(drawn).opts(**options)


def recorded(source: Source, view: View) -> dict[str, Path]:
    """The coordinates recorded step by step, each in the plane that was in force."""
    found = {name: trace.series(view.series[0]) for name, trace in traces(source).items()}
    return {name: (series.steps, series.values) for name, series in found.items()}
