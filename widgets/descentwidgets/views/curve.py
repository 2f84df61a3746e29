"""Curves: any recorded series against the step."""

from __future__ import annotations

from collections import Counter
from typing import Any

import holoviews
import numpy as np
from descentlab.view import View

from descentwidgets.views.source import Source, lines, traces
from descentwidgets.views.style import DASHES, GREY, INK, SIZE, axis, colour, cursor_line, drawable

#: More curves than these have their names beside the picture, not in it.
MANY = 3


def hv(source: Source, view: View, cursor: int | None = None) -> Any:
    """One curve for each branch and column; where nothing was measured there is a gap.

    The columns of one branch have a colour each, those of several branches their branch's. Columns
    are counted through all of the view's series. Options: "log", "dashed" and "bold" (the columns
    drawn so; without "dashed" each column has a dash of its own), "lines" (a list of
    {"at": y, "label": text}: horizontal lines the curves are read against).
    """
    log = bool(view.options.get("log", False))
    alone = len(traces(source)) == 1
    drawn, ylabel = [], ""
    rank: Counter[str] = Counter()
    for name in view.series:
        for line in lines(source, name):
            spec = line.series.spec
            ylabel = ylabel or axis(spec.label, spec.unit)
            data = (line.steps, drawable(line.values, log))
            column = rank[line.branch]
            rank[line.branch] += 1
            drawn.append(
                holoviews.Curve(data, "step", view.id, label=line.label).opts(
                    color=colour(column if alone else line.number),
                    logy=log,
                    **_emphasis(view, column),
                )
            )
    limits = [*_lines(view, log, drawn), *cursor_line(cursor)]
    return holoviews.Overlay([*drawn, *limits]).opts(
        title=view.title,
        ylabel=ylabel,
        show_legend=len(drawn) > 1,
        legend_position="right" if view.options.get("lines") or len(drawn) > MANY else "top_right",
        logy=log,
        **SIZE,
    )


def _emphasis(view: View, column: int) -> dict[str, Any]:
    dashed, bold = view.options.get("dashed", ()), view.options.get("bold", ())
    dash = DASHES[column % len(DASHES)]
    if dashed:  # a solid line is then a statement too
        dash = "dashed" if column in dashed else "solid"
    return {"line_dash": dash, "line_width": 3.0 if column in bold else 1.5 if bold else 2.0}


def _lines(view: View, log: bool, curves: list[Any]) -> list[Any]:
    """The lines the curves are read against, each with its name at the left end."""
    first = min((float(c.range(0)[0]) for c in curves if len(c)), default=0.0)
    if not np.isfinite(first):
        first = 0.0
    drawn: list[Any] = []
    for line in view.options.get("lines", ()):
        at = float(line["at"])
        if log and at <= 0:
            continue
        drawn.append(holoviews.HLine(at).opts(color=GREY, line_dash="dashed", line_width=1.5))
        if line.get("label"):
            name = holoviews.Text(first, at, f" {line['label']}", halign="left", valign="bottom")
            drawn.append(name.opts(text_color=INK, text_font_size="9pt"))
    return drawn
