"""Phase portrait: orbits in a plane, e.g. the oscillation in that of the top eigenvectors."""

from __future__ import annotations

from typing import Any

import holoviews
import numpy as np
from descentlab.runs.trace import Trace
from descentlab.view import View

from descentwidgets.views.ellipse import ellipse
from descentwidgets.views.moment import moments
from descentwidgets.views.orbit import draw_orbit
from descentwidgets.views.source import Source, until
from descentwidgets.views.style import BRANCHES, GREY, SIZE, axis, colour


def hv(source: Source, view: View, cursor: int | None = None) -> Any:
    """Each orbit's points up to the cursor, fading with age, the last one marked.

    `series` is the pairs (x, y) of one orbit [2] or of several [m, 2]. A single orbit's even steps
    are filled and its odd ones hollow: at the edge of stability it jumps from side to side. Where
    nothing was measured there is a gap.

    Options: "trail" is the number of last points drawn (0: all), "names" the orbits' names,
    "xlabel", "ylabel", "equal" (a unit is as long on both axes). "ellipse" names a series [3], the
    xx, xy and yy of a covariance C at the cursor's step, whose ellipse {C^½ n : ‖n‖ = 1} is dashed:
    a swing of that covariance has its two ends on it. It lies about the origin, or about the point
    that "ellipse_at" names a series [2] of.

    Raises LabError when nothing was measured up to the cursor.
    """
    drawn: list[Any] = []
    found = list(moments(source, view, cursor))
    trail = int(view.options.get("trail", 0))
    for moment in found:
        steps, points = _orbits(moment.trace, view, cursor, trail)
        count = points.shape[1]
        names = view.options.get("names") or [f"orbit {i + 1}" for i in range(count)]
        for orbit in range(count):
            number = moment.number * count + orbit
            look = colour(number) if number < len(BRANCHES) else GREY  # not a colour twice
            label = moment.branch if count == 1 else f"{names[orbit]}{moment.whose}"
            drawn += draw_orbit(steps, points[:, orbit], view, look, label, alternate=count == 1)
        drawn += _ellipse(
            moment.trace, view, cursor, colour(moment.number) if moment.number else GREY
        )
    spec = found[0].trace.series(view.series[0]).spec
    title = found[0].title(view) if len(found) == 1 else view.title
    return holoviews.Overlay(drawn).opts(
        title=title,
        xlabel=view.options.get("xlabel", axis(f"{spec.label}, first", spec.unit)),
        ylabel=view.options.get("ylabel", axis(f"{spec.label}, second", spec.unit)),
        show_legend=len(found) * count > 1,
        legend_position="right",
        padding=0.06,
        **_size(bool(view.options.get("equal"))),
    )


def _size(equal: bool) -> dict[str, Any]:
    look = {**SIZE, "width": 480, "height": 380}
    if equal:  # of the frame: the legend's and the axes' room would enter otherwise
        look = {k: v for k, v in look.items() if k not in ("width", "height")}
        look |= {"frame_width": 400, "frame_height": 320, "data_aspect": 1}
    return look


def _orbits(
    trace: Trace, view: View, cursor: int | None, trail: int
) -> tuple[np.ndarray, np.ndarray]:
    """Steps [n] and points [n, m, 2] of the last `trail` readings up to the cursor."""
    series = trace.series(view.series[0])
    end = until(series.steps, cursor)
    start = max(0, end - trail) if trail > 0 else 0
    values = series.values[start:end]
    points = values.reshape(end - start, int(np.prod(series.spec.shape)) // 2, 2)
    gaps = ~np.isfinite(points).all(2, keepdims=True)
    return series.steps[start:end], np.where(gaps, np.nan, points)


def _ellipse(trace: Trace, view: View, cursor: int | None, look: str) -> list[Any]:
    covariance = _at(trace, view.options.get("ellipse"), cursor)
    if covariance is None:
        return []
    centre = _at(trace, view.options.get("ellipse_at"), cursor)
    outline = ellipse(covariance) + (np.zeros(2) if centre is None else centre)
    dims = [f"{view.id}_x", f"{view.id}_y"]
    return [holoviews.Path([outline], dims).opts(color=look, line_dash="dashed", line_width=2)]


def _at(trace: Trace, name: str | None, cursor: int | None) -> np.ndarray | None:
    """The series' newest value at or before the cursor; None without one, or where unknown."""
    if name is None:
        return None
    series = trace.series(name)
    row = until(series.steps, cursor) - 1
    return series.values[row] if row >= 0 and np.isfinite(series.values[row]).all() else None
