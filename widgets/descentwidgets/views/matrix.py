"""Matrix: numbers by row and column at one step, e.g. the overlaps of two sets of vectors."""

from __future__ import annotations

from typing import Any

import holoviews
import numpy as np
from descentlab.view import View

from descentwidgets.views.moment import Moment, filled, side_by_side
from descentwidgets.views.source import Source
from descentwidgets.views.style import SIZE, axis

#: Most columns whose cells are wide enough to hold their number.
PRINTED = 12


def hv(source: Source, view: View, cursor: int | None = None) -> Any:
    """A heat map, first row on top, at the cursor's step or the last one.

    `series` is [r, c]; what was not measured is left blank. Options: "low" and "high" fix the
    colours' range (the data's otherwise, symmetric where they have both signs), "digits" prints
    the numbers with so many decimals where they fit, "rowlabel", "columnlabel".

    Raises LabError when nothing was measured up to the cursor.
    """
    return side_by_side(source, view, cursor, lambda moment: _heat_map(moment, view))


def _heat_map(moment: Moment, view: View) -> Any:
    (name,) = view.series[:1]
    values = moment.array(name)
    rows, columns = filled(values), filled(values, 1)
    values = values[:rows, :columns]
    low, high = _range(values, view)
    two_sided = low < 0 < high
    spec = moment.trace.series(name).spec
    places = (np.arange(columns), np.arange(rows), values)
    image = holoviews.Image(places, ["column", view.id], "value")
    drawn = [
        image.opts(
            cmap="RdBu_r" if two_sided else "viridis",
            clim=(low, high),
            colorbar=True,
            clabel=axis(spec.label, spec.unit),
            clipping_colors={"NaN": "transparent"},
            tools=["hover"],
        )
    ]
    digits = view.options.get("digits")
    if digits is not None and columns <= PRINTED:
        drawn.append(_numbers(values, int(digits), low, high, two_sided, view))
    shown = {"rowlabel": "", "columnlabel": "", **view.options}
    return holoviews.Overlay(drawn).opts(
        title=moment.title(view),
        xlabel=shown["columnlabel"],
        ylabel=shown["rowlabel"],
        xticks=_ticks(moment.labels(name, 1, columns), PRINTED),
        yticks=_ticks(moment.labels(name, 0, rows), 2 * PRINTED),
        invert_yaxis=True,
        **{**SIZE, "height": max(220, min(520, 120 + 34 * rows)), "show_grid": False},
    )


def _ticks(names: list[str], most: int) -> list[tuple[int, str]]:
    """Places and names of the rows or columns, every so many of them where all would overlap."""
    return list(enumerate(names))[:: -(-len(names) // most) or 1]


def _range(values: np.ndarray, view: View) -> tuple[float, float]:
    known = values[np.isfinite(values)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    if low < 0 < high:
        high = max(-low, high)
        low = -high
    low, high = float(view.options.get("low", low)), float(view.options.get("high", high))
    return (low, high) if low < high else (low - 0.5, low + 0.5)


def _numbers(
    values: np.ndarray, digits: int, low: float, high: float, two_sided: bool, view: View
) -> Any:
    """The numbers of the cells, light on dark cells and dark on light ones."""
    r, c = np.nonzero(np.isfinite(values))
    shares = (values[r, c] - low) / (high - low)
    dark = np.abs(shares - 0.5) > 0.3 if two_sided else shares < 0.6
    ink = np.where(dark, "#ffffff", "#111111")
    texts = [f"{v:.{digits}f}" for v in values[r, c]]
    labels = holoviews.Labels((c, r, texts, ink), ["column", view.id], ["text", "ink"])
    return labels.opts(text_color="ink", text_font_size="9pt")
