"""Images: groups of small pictures with a score each, e.g. the examples that pull hardest."""

from __future__ import annotations

from typing import Any

import holoviews
import numpy as np
from descentlab.view import View

from descentwidgets.views.moment import Moment, filled, side_by_side
from descentwidgets.views.source import Source
from descentwidgets.views.style import INK, SIZE


def hv(source: Source, view: View, cursor: int | None = None) -> Any:
    """The pictures of the cursor's step or the last one, a row a group, scores underneath.

    `series` are the pictures [groups, m, h, w] and, if there are any, the scores [groups, m]. Grey
    runs from the least value of all pictures (black) to the largest (white); pixels that are NaN
    are left blank, and so are pictures that pad a group. Option "groups" has the groups' names.

    Raises LabError when nothing was measured up to the cursor.
    """
    return side_by_side(source, view, cursor, lambda moment: _pictures(moment, view))


def _pictures(moment: Moment, view: View) -> Any:
    pictures = moment.array(view.series[0])
    scores = moment.array(view.series[1]) if len(view.series) > 1 else None
    groups, _, height, width = pictures.shape
    counts = [filled(group) for group in pictures]
    pitch_x, pitch_y = width + max(1, width // 6), height + max(3, round(0.45 * height))
    # One mosaic with blank lines between the pictures, the first group on top.
    mosaic = np.full((groups * pitch_y, max(1, max(counts)) * pitch_x), np.nan)
    texts = []
    for g in range(groups):
        for k in range(counts[g]):
            top, left = g * pitch_y, k * pitch_x
            mosaic[top : top + height, left : left + width] = pictures[g, k]
            if scores is not None:
                text = f"{scores[g, k]:.2g}" if np.isfinite(scores[g, k]) else "–"
                texts.append((left + width / 2, top + height + (pitch_y - height) * 0.4, text))
    known = pictures[np.isfinite(pictures)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    places = (np.arange(mosaic.shape[1]) + 0.5, np.arange(mosaic.shape[0]) + 0.5, mosaic)
    dims = ["across", view.id]
    names = view.options.get("groups", [f"group {g + 1}" for g in range(groups)])
    drawn = [
        holoviews.Image(places, dims, "value").opts(
            cmap="gray",
            clim=(low, high if high > low else low + 1),
            clipping_colors={"NaN": "transparent"},
        ),
        holoviews.Labels(texts, dims, "text").opts(text_font_size="8pt", text_color=INK),
    ]
    # The frame has the mosaic's shape, so that pixels are square.
    scale = min(6.0, 420 / mosaic.shape[1])
    across, down = (max(1, round(scale * length)) for length in mosaic.shape[::-1])
    look = {k: v for k, v in SIZE.items() if k not in ("width", "height")}
    return holoviews.Overlay(drawn).opts(
        title=moment.title(view),
        xaxis=None,
        ylabel="",
        yticks=[(g * pitch_y + height / 2, name) for g, name in enumerate(names[:groups])],
        invert_yaxis=True,
        frame_width=across,
        frame_height=down,
        **{**look, "show_grid": False},
    )
