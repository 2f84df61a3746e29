"""Spectral density: how the Hessian's eigenvalues are spread at one step."""

from __future__ import annotations

from typing import Any

import holoviews
import numpy as np
from descentkernels import Density
from descentlab.errors import LabError
from descentlab.runs.trace import Trace
from descentlab.view import View

from descentwidgets.views.source import Source, traces, until
from descentwidgets.views.style import SIZE, axis, colour, drawable

# Decades below the peak that are shown: further down the curve is the Gaussians' tails.
DECADES = 6


def hv(
    source: Source, view: View, cursor: int | None = None, *, density: Density | None = None
) -> Any:
    """ρ(λ) on a log axis, and the top eigenvalues as sticks, at the cursor's step or the last.

    With `density`, that result is drawn instead of what was recorded.
    Raises LabError when no density was measured up to the cursor.
    """
    if density is not None:
        x, y = np.asarray(density.x), np.asarray(density.density)
        return _figure([("density", 0, x, y, np.asarray(density.outliers))], view, view.title)
    x_name, y_name = view.series[:2]
    shown, step = [], -1
    for number, (branch, trace) in enumerate(traces(source).items()):
        series = trace.series(y_name)
        row = until(series.steps, cursor) - 1
        if row < 0:
            continue
        step = int(series.steps[row])
        x = trace.series(x_name).values[row]
        shown.append((branch, number, x, series.values[row], _top(trace, view, step)))
    if not shown:
        raise LabError(
            f"{view.id}: expected a density measured at or before step {cursor}; found none. "
            "Move the cursor on, or advance the run."
        )
    return _figure(shown, view, f"{view.title}, step {step}")


def _top(trace: Trace, view: View, step: int) -> np.ndarray:
    name = view.options.get("outliers", "eigenvalues")
    if name not in trace.specs:
        return np.empty(0)
    top = np.atleast_1d(trace.series(name).at(step))
    return top[np.isfinite(top)]


def _figure(shown: list[tuple[str, int, Any, Any, Any]], view: View, title: str) -> Any:
    peak = max((float(np.nanmax(y)) for _, _, _, y, _ in shown if np.any(y > 0)), default=1.0)
    floor = peak * 10.0**-DECADES
    drawn: list[Any] = []
    for branch, number, x, y, sticks in shown:
        heights = np.where(drawable(y, log=True) >= floor, y, np.nan)
        drawn.append(
            holoviews.Curve((x, heights), "eigenvalue", "density", label=branch).opts(
                color=colour(number)
            )
        )
        for stick in sticks:
            ends = [(stick, floor), (stick, peak)]
            drawn.append(
                holoviews.Curve(ends, "eigenvalue", "density").opts(
                    color=colour(number), line_width=1, line_dash="dotted"
                )
            )
    return holoviews.Overlay(drawn).opts(
        title=title,
        xlabel=axis("eigenvalue λ", ""),
        ylabel="spectral density ρ(λ)",
        logy=True,
        ylim=(floor, 2 * peak),
        show_legend=len(shown) > 1,
        **SIZE,
    )
