"""Curves: any recorded series against the step."""

from __future__ import annotations

from typing import Any

import holoviews
from descentlab.view import View

from descentwidgets.views.source import Source, lines
from descentwidgets.views.style import DASHES, SIZE, axis, colour, cursor_line, drawable


def hv(source: Source, view: View, cursor: int | None = None) -> Any:
    """One curve for each branch and column; where nothing was measured there is a gap."""
    log = bool(view.options.get("log", False))
    curves, ylabel = [], ""
    for name in view.series:
        for line in lines(source, name):
            spec = line.series.spec
            ylabel = ylabel or axis(spec.label, spec.unit)
            data = (line.steps, drawable(line.values, log))
            curves.append(
                holoviews.Curve(data, "step", view.id, label=line.label).opts(
                    color=colour(line.number),
                    line_dash=DASHES[line.column % len(DASHES)],
                    logy=log,
                )
            )
    overlay = holoviews.Overlay([*curves, *cursor_line(cursor)])
    return overlay.opts(
        title=view.title, ylabel=ylabel, show_legend=len(curves) > 1, logy=log, **SIZE
    )
