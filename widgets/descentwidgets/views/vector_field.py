"""Vector field: where an update leads from everywhere on a plane, and where starts end up."""

from __future__ import annotations

from typing import Any

import holoviews
import numpy as np
from descentlab.view import View

from descentwidgets.views.gradients import arrow, hue
from descentwidgets.views.moment import Moment, side_by_side
from descentwidgets.views.source import Source, until
from descentwidgets.views.style import GREY, SIZE, colour

#: Most arrows along a side: more cannot be told apart at the size of a figure.
ARROWS = 26
DIMS = ["w₁", "w₂"]


def hv(source: Source, view: View, cursor: int | None = None) -> Any:
    """The field of the cursor's step or the last one, with the ways of the lanes up to it.

    `series` are the updates −d at the nodes of a grid [ny, nx, 2], the number of the category in
    which a start there ends [ny, nx], the Pareto front [k, 2] and the lanes' places [L, 2]. Arrows
    have one length and are the darker the longer the update. Options: "window" (x0, x1, y0, y1)
    of the grid, "categories" and "names" of the lanes, "xlabel", "ylabel", and "background", a
    series [ny, nx] shown where no category is known, on a log scale if it is positive throughout;
    "paths", a series of whole paths [L, n, 2] with a point a step, in place of the lanes' places.
    A series named "" is left out.

    Raises LabError when nothing was measured up to the cursor.
    """
    return side_by_side(source, view, cursor, lambda moment: _window(moment, view, cursor))


def _window(moment: Moment, view: View, cursor: int | None) -> Any:
    field, basin, front = (moment.array(name) if name else None for name in view.series[:3])
    ny, nx = field.shape[:2]
    x0, x1, y0, y1 = view.options.get("window", (0, nx - 1, 0, ny - 1))
    x, y = np.linspace(x0, x1, nx), np.linspace(y0, y1, ny)
    drawn = [
        *_ground(moment, view, x, y),
        *([] if basin is None else _basins(basin, x, y, view)),
        _arrows(field, x, y),
        *_front(front),
        *(_lanes(moment, view, cursor) if "paths" not in view.options else _paths(moment, view)),
    ]
    size = {k: v for k, v in SIZE.items() if k not in ("width", "height")}
    # the window's shape, within bounds
    tall = int(np.clip(420 * (y1 - y0) / (x1 - x0), 210, 630))
    return holoviews.Overlay(drawn).opts(
        title=moment.title(view),
        xlabel=view.options.get("xlabel", DIMS[0]),
        ylabel=view.options.get("ylabel", DIMS[1]),
        xlim=(x0, x1),
        ylim=(y0, y1),
        show_legend=True,
        legend_position="right",
        frame_width=420,
        frame_height=tall,
        **{**size, "show_grid": False},
    )


def _ground(moment: Moment, view: View, x: np.ndarray, y: np.ndarray) -> list[Any]:
    values = moment.option(view, "background")
    if values is None or not np.isfinite(values).any():
        return []
    if np.nanmin(values) > 0:
        values = np.log10(values)
    image = holoviews.Image((x, y, values), DIMS, "background")
    return [image.opts(cmap="gray_r", alpha=0.4, clipping_colors={"NaN": "transparent"})]


def _basins(basin: np.ndarray, x: np.ndarray, y: np.ndarray, view: View) -> list[Any]:
    """The categories' colours, and a name for each that occurs."""
    known = np.unique(basin[np.isfinite(basin)]).astype(int)
    if not len(known):
        return []
    count = int(known.max()) + 1
    names = view.options.get("categories") or [f"end {i + 1}" for i in range(count)]
    inks = [hue(i, max(count, len(names))) for i in range(count)]
    image = holoviews.Image((x, y, basin), DIMS, "basin").opts(
        cmap=inks,
        clim=(-0.5, count - 0.5),
        alpha=0.35,
        clipping_colors={"NaN": "transparent"},
    )
    # off the window: an image has no legend
    keys = [
        holoviews.Points([(np.nan, np.nan)], DIMS, label=names[i]).opts(
            color=inks[i], marker="square", size=12, alpha=0.5
        )
        for i in known
    ]
    return [image, *keys]


def _arrows(field: np.ndarray, x: np.ndarray, y: np.ndarray) -> Any:
    every = max(1, -(-max(len(x), len(y)) // ARROWS))
    first = every // 2
    u = field[first::every, first::every]
    across, up = np.meshgrid(x[first::every], y[first::every])
    lengths = np.hypot(u[..., 0], u[..., 1])
    fit = np.isfinite(lengths) & (lengths > 0)
    logs = np.log10(lengths[fit])
    span = float(np.ptp(logs)) if len(logs) else 0.0
    shade = 0.3 + 0.7 * ((logs - logs.min()) / span if span > 0 else np.ones(len(logs)))
    directions = u[fit] / lengths[fit][:, None]
    unit = 0.85 * every * min(abs(x[1] - x[0]), abs(y[1] - y[0]))
    tails = np.stack([across[fit], up[fit]], 1) - directions * unit / 2
    outlines = tails[:, None] + np.stack([arrow(unit * d, 6 * unit) for d in directions])
    rows = [
        {DIMS[0]: o[:, 0], DIMS[1]: o[:, 1], "shade": s}
        for o, s in zip(outlines, shade, strict=True)
    ]
    return holoviews.Path(rows, DIMS, "shade").opts(
        color=GREY, line_alpha=holoviews.dim("shade"), line_width=1.2
    )


def _front(front: np.ndarray | None) -> list[Any]:
    if front is None:
        return []
    known = front[np.isfinite(front).all(1)]
    return [holoviews.Path([known], DIMS).opts(color=GREY, line_width=5)]


def _paths(moment: Moment, view: View) -> list[Any]:
    """Whole paths [L, n, 2], one point a step, each with a mark at the step shown."""
    paths = moment.option(view, "paths")
    names = view.options.get("names") or moment.labels(view.options["paths"], 0, len(paths))
    return [
        element
        for lane, path in enumerate(paths)
        for element in _lane(path, names[lane], lane, path[min(moment.step, len(path) - 1)])
    ]


def _lane(way: np.ndarray, name: str, lane: int, head: np.ndarray) -> list[Any]:
    path = holoviews.Path([way[np.isfinite(way).all(1)]], DIMS)
    mark = holoviews.Points([head], DIMS, label=name)
    return [
        path.opts(color=colour(lane), line_width=2),
        mark.opts(size=10, line_color="white", fill_color=colour(lane)),
    ]


def _lanes(moment: Moment, view: View, cursor: int | None) -> list[Any]:
    if len(view.series) < 4:
        return []
    series = moment.trace.series(view.series[3])
    places = series.values[: until(series.steps, cursor)].reshape(
        -1, int(np.prod(series.spec.shape)) // 2, 2
    )
    names = view.options.get("names") or moment.labels(view.series[3], 0, places.shape[1])
    drawn = []
    for lane in range(places.shape[1]):
        way = places[np.isfinite(places[:, lane]).all(1), lane]
        if not len(way):
            continue
        drawn += _lane(way, names[lane], lane, way[-1])
    return drawn
