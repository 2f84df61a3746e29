"""Landscape: the loss on a plane through the weights, with the paths that crossed it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import holoviews
import numpy as np
from descentkernels import Field, Plane
from descentlab.view import View

from descentwidgets.views.contours import contour_levels, contour_lines
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
    hidden: float = 0.0,
    label: str = "loss",
    log: bool = False,
) -> Any:
    """The field as an image (brighter is higher) with contours, each branch's path, the point now.

    `paths` are coordinates in `plane`, by branch; without them the recorded coordinates are drawn,
    which jump where the plane was laid anew. Without `field` the paths stand alone: sampling one
    is the kernels' work, `sample_field(run.problem.objective.values, plane)`. `hidden` is the share
    of the squared motion outside the plane, `label` what the field is, `log` whether it is shown on
    a log scale.
    """
    labels = plane.labels if plane is not None else ("x", "y")
    drawn: list[Any] = []
    if field is not None:
        drawn += _ground(field, list(labels), label, is_log(view, field, log))
    paths = paths or recorded(source, view)
    for number, (branch, (steps, places)) in enumerate(paths.items()):
        kept = until(steps, cursor)
        look = {"color": "white" if field is not None and number == 0 else colour(number)}
        drawn.append(holoviews.Path([places[:kept]], list(labels)).opts(**look))
        drawn.append(
            holoviews.Points(places[:kept][-1:], list(labels), label=branch).opts(
                size=8, line_color="black", fill_color=look["color"]
            )
        )
    options = dict(
        title=heading(view, hidden),
        xlabel=axis(labels[0], ""),
        ylabel=axis(labels[1], ""),
        show_legend=len(paths) > 1,
        **SIZE,
    )
    if plane is not None:
        x0, x1, y0, y1 = plane.window
        options |= {"xlim": (x0, x1), "ylim": (y0, y1)}
    return holoviews.Overlay(drawn).opts(**options)


def is_log(view: View, field: Field, log: bool) -> bool:
    """Whether the field or the view asks for a log scale and every value has a logarithm."""
    return bool(log or view.options.get("log", False)) and bool(
        np.nanmin(np.asarray(field.values)) > 0
    )


def heading(view: View, hidden: float) -> str:
    """The view's title; a plane that hides most of the motion says so."""
    return view.title if hidden <= 0.5 else f"{view.title} (hides {hidden:.0%} of the motion)"


def _ground(field: Field, labels: list[str], name: str, log: bool) -> list[Any]:
    """The field's image and its contour lines."""
    x, y, values = (np.asarray(a, dtype=float) for a in (field.x, field.y, field.values))
    image = holoviews.Image((x, y, values), labels, name, rtol=0.01)
    lines = contour_lines(x, y, values, contour_levels(values, log))
    paths = [{labels[0]: p[:, 0], labels[1]: p[:, 1], name: level} for level, p in lines]
    return [
        image.opts(cmap="viridis", cnorm="log" if log else "linear", colorbar=True, clabel=name),
        holoviews.Contours(paths, labels, name).opts(
            color="white", alpha=0.35, line_width=1, line_join="round", tools=["hover"]
        ),
    ]


def recorded(source: Source, view: View) -> dict[str, Path]:
    """The coordinates recorded step by step, each in the plane that was in force."""
    found = {name: trace.series(view.series[0]) for name, trace in traces(source).items()}
    return {name: (series.steps, series.values) for name, series in found.items()}
