"""Profile: functions of one variable as they are at one step, e.g. the loss along directions."""

from __future__ import annotations

from typing import Any

import holoviews
import numpy as np
from descentlab.view import View

from descentwidgets.views.moment import Moment, filled, side_by_side
from descentwidgets.views.source import Source
from descentwidgets.views.style import GREY, SIZE, axis, colour, drawable

#: Curves of fewer points show them: between ranks, say, there is nothing.
FEW = 24
#: The colour of loose curves.
FAMILY = 3


def hv(source: Source, view: View, cursor: int | None = None) -> Any:
    """One curve a function, at the cursor's step or the last one.

    `series` are the points X ([m], or [d, m]) and the values Y [d, m]. Options: "model" names a
    series [d, m] drawn dashed in the colour of its curve, "error" the half-width of a band ([d] or
    [d, m]), "marks" places [d] marked on the curves; "loose" lists functions that run out of the
    picture rather than set its range, in shades of one colour; "lines" places them ({"at": x}) are
    read against, drawn vertical; "xlabel", "ylabel", "log" (values).

    Raises LabError when nothing was measured up to the cursor.
    """
    return side_by_side(source, view, cursor, lambda moment: _curves(moment, view))


def _curves(moment: Moment, view: View) -> Any:
    x_name, y_name = view.series[:2]
    log = bool(view.options.get("log", False))
    values = np.atleast_2d(moment.array(y_name))
    points = np.broadcast_to(moment.array(x_name), values.shape)
    model, error, marks = (moment.option(view, key) for key in ("model", "error", "marks"))
    count = filled(values)
    loose = [i for i in view.options.get("loose", ()) if i < count]
    drawn: list[Any] = []
    labels = moment.labels(y_name, 0, count) if moment.array(y_name).ndim > 1 else [""]
    for i in range(count):
        look = {"color": colour(i)}
        if i in loose:
            fade = (loose.index(i) + 1) / len(loose)
            look = {"color": colour(FAMILY), "alpha": 0.35 + 0.65 * fade}
        kdims, vdims = ["x"], [view.id]
        if error is not None:
            half = np.broadcast_to(error[i] if error.ndim else error, values[i].shape)
            drawn += _band(points[i], values[i], half, view, log, look)
        curve = (points[i], drawable(values[i], log))
        drawn.append(holoviews.Curve(curve, kdims, vdims, label=labels[i]).opts(**look))
        if values.shape[1] <= FEW:
            drawn.append(holoviews.Scatter(curve, kdims, vdims).opts(size=5, **look))
        if model is not None:
            dashed = (points[i], drawable(np.atleast_2d(model)[i], log))
            drawn.append(
                holoviews.Curve(dashed, kdims, vdims).opts(line_dash="dashed", line_width=1, **look)
            )
        if marks is not None and np.isfinite(marks[i]):
            height = np.interp(marks[i], points[i], values[i])
            mark = holoviews.Points([(marks[i], height)], ["x", view.id])
            drawn.append(mark.opts(size=8, line_color="white", **look))
    for line in view.options.get("lines", ()):
        drawn.append(
            holoviews.VLine(line["at"]).opts(color=GREY, line_dash="dashed", line_width=1.5)
        )
    spec_x, spec_y = moment.trace.series(x_name).spec, moment.trace.series(y_name).spec
    held = [i for i in range(count) if i not in loose]
    return holoviews.Overlay(drawn).opts(
        **({"ylim": _range(values[held], log)} if loose and held else {}),
        title=moment.title(view),
        xlabel=view.options.get("xlabel", axis(spec_x.label, spec_x.unit)),
        ylabel=view.options.get("ylabel", axis(spec_y.label, spec_y.unit)),
        logy=log,
        show_legend=count > 1,
        legend_position="right",
        **SIZE,
    )


def _range(values: np.ndarray, log: bool) -> tuple[float | None, float | None]:
    """The least and the largest value with a little air; None where nothing is known."""
    known = drawable(values, log)
    known = known[np.isfinite(known)]
    if not len(known):
        return None, None
    low, high = float(known.min()), float(known.max())
    if log:
        return low / 1.2, high * 1.2
    air = 0.08 * (high - low) or 1.0
    return low - air, high + air


def _band(
    x: np.ndarray, y: np.ndarray, half: np.ndarray, view: View, log: bool, look: dict[str, Any]
) -> list[Any]:
    """y ± half where both are known; on a log axis only as far down as there are numbers."""
    low, high = y - half, y + half
    if log:
        positive = y[y > 0]
        low = np.maximum(low, positive.min() / 10 if len(positive) else np.nan)
    known = np.isfinite(low) & np.isfinite(high) & np.isfinite(x)
    if not known.any():
        return []
    area = holoviews.Area((x[known], low[known], high[known]), "x", [view.id, "upper"])
    return [area.opts(**{**look, "alpha": 0.15, "line_alpha": 0})]
