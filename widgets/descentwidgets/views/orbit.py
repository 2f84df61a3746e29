"""One orbit of a phase portrait."""

from __future__ import annotations

import itertools
from typing import Any

import holoviews
import numpy as np
from descentlab.view import View

#: Opacity of the oldest point drawn; the newest has 1.
OLDEST = 0.12
#: How far an odd step's tint lies towards grey.
ODD = 0.62
#: Pieces of the way between the points, each of one opacity.
STRETCHES = 8


def draw_orbit(
    steps: np.ndarray, points: np.ndarray, view: View, look: str, label: str, alternate: bool
) -> list[Any]:
    """The way, its points and its head; `points` [n, 2], older ones paler.

    With `alternate`, even steps are filled and odd ones hollow.
    """
    across, up = f"{view.id}_x", f"{view.id}_y"
    known = np.flatnonzero(np.isfinite(points[:, 0]))
    age = np.linspace(OLDEST, 1, len(steps)) if len(steps) > 1 else np.ones(len(steps))
    drawn = [_way(points, age, [across, up], look, 0.3 if alternate else 0.8)]
    rows = (points[known, 0], points[known, 1], steps[known], age[known])
    even = steps[known] % 2 == 0 if alternate else np.ones(len(known), dtype=bool)
    for which, hollow in ((even, False), (~even, True)):
        if not which.any():
            continue
        dots = holoviews.Points(
            tuple(column[which] for column in rows), [across, up], ["step", "age"]
        )
        drawn.append(
            dots.opts(
                size=5 if alternate else 3,
                color=_mixed(look, ODD) if hollow else look,
                fill_alpha=0 if hollow else holoviews.dim("age"),
                line_alpha=holoviews.dim("age"),
                tools=["hover"],
            )
        )
    head = holoviews.Points(points[known[-1:]], [across, up], label=label)
    return [*drawn, head.opts(size=10, line_color="white", fill_color=look)]


def _way(points: np.ndarray, age: np.ndarray, dims: list[str], look: str, alpha: float) -> Any:
    """The lines between the points, in stretches that fade; between swings they only guide."""
    ends = np.linspace(0, max(len(points) - 1, 0), STRETCHES + 1).round().astype(int)
    stretches = [
        {dims[0]: points[a : b + 1, 0], dims[1]: points[a : b + 1, 1], "age": age[b]}
        for a, b in itertools.pairwise(ends)
        if b > a
    ]
    way = holoviews.Path(stretches, dims, "age")
    return way.opts(color=look, line_width=1, alpha=alpha * holoviews.dim("age"))


def _mixed(look: str, share: float) -> str:
    """The colour with its lightness and hue drawn towards a middle grey by 1 − `share`."""
    channels = [int(look[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(share * c + (1 - share) * 150):02x}" for c in channels)
