"""Arrows: gradients in the plane, the cone of updates that hurt none, and the updates made."""

from __future__ import annotations

from typing import Any

import holoviews
import numpy as np
from descentlab.view import View

from descentwidgets.views.gradients import Gradients, arrow, fans, hue, look
from descentwidgets.views.moment import Moment, side_by_side
from descentwidgets.views.source import Source
from descentwidgets.views.style import GREY, INK, SIZE, colour

DIMS = ["across", "up"]


def hv(source: Source, view: View, cursor: int | None = None) -> Any:
    """The arrows of the cursor's step or the last one.

    `series` are the gradients [m, 2], thick and named, the updates [A, 2], thin with a legend, and
    the rays [k, 2] of the dual cone {d: gᵢ·d ≥ 0}, shaded. An update that conflicts with a gradient
    is dashed. What is drawn is d: the weights move by −ηd. Option "unit" makes all arrows equally
    long. What is not known is left out.

    Raises LabError when nothing was measured up to the cursor.
    """
    return side_by_side(source, view, cursor, lambda moment: _plane(moment, view))


def _plane(moment: Moment, view: View) -> Any:
    found = Gradients.of(moment, view)
    sectors = fans(found.rays, found.reach)
    rims = [np.stack([np.zeros(2), found.reach * ray]) for ray in found.rays]
    drawn = [
        holoviews.Polygons(sectors, DIMS).opts(color=GREY, alpha=0.18, line_alpha=0),
        holoviews.Path(rims, DIMS).opts(color=GREY, line_width=1),
        *drawn_arrows(found, found.gradients, found.updates),
    ]
    return framed(drawn, moment, view, found)


def drawn_arrows(found: Gradients, gradients: np.ndarray, updates: np.ndarray) -> list[Any]:
    """The arrows with their tips [m, 2] and [A, 2] on the screen, and what hovering says."""
    drawn = [
        holoviews.Path([arrow(tip, found.reach) for tip in gradients], DIMS).opts(
            color=INK, line_width=4
        )
    ]
    for title, tip, number, conflicts in zip(
        found.titles, updates, found.numbers, found.conflicts, strict=True
    ):
        line = holoviews.Curve(arrow(tip, found.reach), *DIMS, label=title)
        drawn.append(line.opts(color=hue(number, max(found.numbers) + 1), **look(conflicts, False)))
    said, columns = found.hover()
    tips = np.concatenate([gradients, updates])
    whose = [*found.names, *found.titles]
    rows = (tips[:, 0], tips[:, 1], whose, *said.T)
    drawn.append(
        holoviews.Points(rows, DIMS, ["arrow", *columns]).opts(
            size=9, color=colour(0), fill_alpha=0, line_alpha=0, tools=["hover"]
        )
    )
    lengths = np.maximum(np.hypot(*gradients.T), 1e-300)[:, None]
    beside = gradients * (1 + 0.07 * found.reach / lengths)
    drawn.append(
        holoviews.Labels((*beside.T, found.names), DIMS, "text").opts(
            text_color=INK, text_font_size="10pt", text_font_style="bold"
        )
    )
    return drawn


def framed(drawn: list[Any], moment: Moment, view: View, found: Gradients) -> Any:
    """All of it with the origin in the middle and equal units on both axes."""
    size = {k: v for k, v in SIZE.items() if k not in ("width", "height")}
    edge = 1.08 * found.reach
    return holoviews.Overlay(drawn).opts(
        title=moment.title(view) + found.closed(),
        xaxis=None,
        yaxis=None,
        xlim=(-edge, edge),
        ylim=(-edge, edge),
        show_legend=True,
        legend_position="right",
        frame_width=400,
        frame_height=400,
        **{**size, "show_grid": False},
    )
