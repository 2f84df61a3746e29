"""Board: how far many optimizers stand from their thresholds, one row each."""

from __future__ import annotations

import math
from typing import Any

import holoviews
import numpy as np
from descentlab.view import View

from descentwidgets.views.moment import Moment, moments
from descentwidgets.views.source import Source
from descentwidgets.views.style import GREY, INK, SIZE, colour

#: Ratios beyond these ends of the axis are cut off: the rest would have no room.
LEAST, MOST = 1e-4, 1e4
ROW = 38  # pixels


def hv(source: Source, view: View, cursor: int | None = None) -> Any:
    """A bar of the ratio to the threshold for each row, with a line at 1, and the ratio over time.

    `series` are the ratios, the values and the thresholds, each [m]. Where one was not measured at
    the cursor's step (or the last one before it) there is no bar and its figure is "–". Options:
    "formulas" are the thresholds as text, "log" the axis (True by default).

    Raises LabError when nothing was measured up to the cursor.
    """
    panels: list[Any] = []
    for moment in moments(source, view, cursor):
        low, high = _range(moment.array(view.series[0]), bool(view.options.get("log", True)))
        panels += [_bars(moment, view, low, high), _past(moment, view, cursor)]
    for panel in panels:
        for element in panel:  # panels that are moved apart have no common rows
            element.opts(default_tools=["save"])
    return holoviews.Layout(panels).cols(2)


def _range(ratios: np.ndarray, log: bool) -> tuple[float, float]:
    """Round ends of the axis all rows share: at least from 0.5 (0 without `log`) to 1.5."""
    known = ratios[np.isfinite(ratios)]
    high = min(MOST, 1.15 * max([1.3, *known]))
    if not log:
        return min([0.0, *known]), high
    least = min([0.5, *known[known > 0]])
    return max(LEAST, 10.0 ** math.floor(math.log10(0.9 * least))), high


def _bars(moment: Moment, view: View, low: float, high: float) -> Any:
    log = bool(view.options.get("log", True))
    ratios = moment.array(view.series[0])
    count = len(ratios)
    rows = np.arange(count)
    ends = np.clip(np.where(np.isnan(ratios), low, ratios), low, high)
    start, one = (low, 1.0) if log else (0.0, 1.0)
    # What is beyond the threshold has the other colour, not the whole bar: at the edge it would
    # change with every step.
    below = [
        (min(start, e), r - 0.3, max(start, min(e, one)), r + 0.3)
        for e, r in zip(ends, rows, strict=True)
    ]
    above = [(one, r - 0.3, e, r + 0.3) for e, r in zip(ends, rows, strict=True) if e > one]
    dims = ["ratio", view.id, "to", "bottom"]
    texts = [
        (max(e, one), r, f"\u2002{_text(v)}") for e, r, v in zip(ends, rows, ratios, strict=True)
    ]
    names = moment.labels(view.series[0], 0, count)
    formulas = list(view.options.get("formulas", ()))
    formulas = (formulas + [""] * count)[:count]
    drawn = [
        holoviews.Rectangles(below, dims).opts(color=colour(0), line_alpha=0),
        holoviews.Rectangles(above, dims).opts(color=colour(1), line_alpha=0),
        holoviews.VLine(1.0).opts(color=GREY, line_dash="dashed", line_width=2),
        holoviews.Labels(texts, ["ratio", view.id], "text").opts(
            text_align="left", text_font_size="9pt", text_color=INK
        ),
    ]
    return holoviews.Overlay(drawn).opts(
        title=moment.title(view),
        xlabel="share of its threshold",
        ylabel="",
        yticks=[
            (r, f"{n}\n{f}" if f else n) for r, n, f in zip(rows, names, formulas, strict=True)
        ],
        logx=log,
        **({"xticks": _ticks(low, high)} if log else {}),
        # room for the number beyond the longest bar
        xlim=(low, high * (high / low) ** 0.12 if log else high + 0.12 * (high - low)),
        **_rows(count),
    )


def _ticks(low: float, high: float) -> list[float]:
    """1, 2, 5 of every decade the axis has; only powers of ten where there are many."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    leads = (1, 2, 5) if len(powers) <= 4 else (1,)
    return [t for p in powers for m in leads if low <= (t := float(f"{m}e{p}")) <= high]


def _past(moment: Moment, view: View, cursor: int | None) -> Any:
    """One small curve a row, from 0 up: its height is the ratio (its logarithm with "log")."""
    log = bool(view.options.get("log", True))
    ratios, values, thresholds = (moment.trace.series(name) for name in view.series[:3])
    count = ratios.values.shape[1]
    with np.errstate(invalid="ignore", divide="ignore"):
        heights = np.log(ratios.values) if log else ratios.values - 1
    heights = np.where(np.isfinite(heights), heights, np.nan)
    known = np.abs(heights[np.isfinite(heights)])
    unit = 0.42 / max(float(np.quantile(known, 0.98)) if len(known) else 0.0, 1e-3)
    drawn: list[Any] = []
    for row in range(count):
        place = row - np.clip(unit * heights[:, row], -0.46, 0.46)
        drawn.append(holoviews.HLine(row).opts(color=GREY, line_dash="dotted", line_width=1))
        curve = holoviews.Curve((ratios.steps, place), "step", view.id)
        drawn.append(curve.opts(color=colour(moment.number), line_width=1.5))
    if cursor is not None:
        drawn.append(holoviews.VLine(cursor).opts(color=GREY, line_width=1))
    shown = zip(moment.array(values.spec.name), moment.array(thresholds.spec.name), strict=True)
    return holoviews.Overlay(drawn).opts(
        title="value / threshold, and the ratio over time",
        xlabel="step",
        ylabel="",
        yticks=[(row, f"{_text(v)} / {_text(t)}") for row, (v, t) in enumerate(shown)],
        **_rows(count),
    )


def _rows(count: int) -> dict[str, Any]:
    size = {"width": 480, "height": 110 + ROW * count, "show_grid": False}
    shared = {"ylim": (-0.6, count - 0.4), "invert_yaxis": True, "show_legend": False}
    return {**SIZE, **size, **shared}


def _text(value: float) -> str:
    if np.isnan(value):
        return "–"
    whole = 1000 <= abs(value) < 1e5  # in which "1.9e+04" is no shorter
    return f"{value:.0f}" if whole else f"{value:.3g}".replace("inf", "∞")
