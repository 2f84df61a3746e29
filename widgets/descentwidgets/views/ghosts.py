"""Ghosts: the zeros of one example's softmax in the plane of complex steps, and its curvature."""

from __future__ import annotations

from typing import Any

import holoviews
import numpy as np
from descentlab.ghost_numbers import GhostNumbers
from descentlab.view import View

from descentwidgets.views.contours import contour_lines
from descentwidgets.views.ghost_circles import circles
from descentwidgets.views.ghost_window import half_width
from descentwidgets.views.moment import Moment, moments
from descentwidgets.views.source import Source
from descentwidgets.views.style import GREY, INK, SIZE, colour

#: Frames in pixels; the plane's is twice as wide as high, for u from −h to h and y from 0 to h.
WIDTH, HEIGHT, LOWER = 520, 260, 110
#: Points of |φ| across; half as many up. Their number times the classes is bounded for large K.
ACROSS, MOST = 500, 8_000_000
LEVELS = [0.05, 0.2, 0.4, 0.6, 0.8]
GHOST = "#B00020"


def hv(source: Source, view: View, cursor: int | None = None) -> Any:
    """|φ(u + iy)| over the plane of complex steps, and the curvature K''(u) under it.

    φ(u + iy) = F(u + iy)/F(u), F(t) = Σ_k exp(z_k + a_k t): 1 on the real line, 0 at the ghosts
    (Sao, 2026). Ringed dots are the recorded ghosts, each over a dot on the curve of K''; circles
    about 0 the radii ρ_a, ρ_m, ρ_flip (bounds), ρ* (bold; dashed where it is only a bound) and the
    step τ, which runs along the real axis. A circle says how far the Taylor series of the loss
    reaches under linear logits, and nothing about whether the loss falls.

    `series` are of one example: logits z [K] and slopes a [K], the ghosts [Z, 2] as (u, y), and
    [7] ρ_a, ρ_m, ρ_flip, ρ*, τ, whether ρ* is certified, the example's number; all padded by NaN.

    Raises LabError when nothing was measured up to the cursor.
    """
    pairs = [_pair(moment, view) for moment in moments(source, view, cursor)]
    upper, lower = zip(*pairs, strict=True)
    return holoviews.Layout([*upper, *lower]).cols(len(pairs))


def _pair(moment: Moment, view: View) -> tuple[Any, Any]:
    logits, slopes, ghosts, radii = (moment.array(name) for name in view.series)
    numbers = GhostNumbers(logits, slopes)
    half = half_width(radii[3], radii[4])
    # one axis for the two panels of a branch, none for those of another
    u = holoviews.Dimension(f"{view.id}_u{moment.whose}", label="u: distance along the step")
    y = holoviews.Dimension(f"{view.id}_y{moment.whose}", label="y: imaginary part")
    k = holoviews.Dimension(f"{view.id}_k{moment.whose}", label="K″(u)")
    known = ghosts[np.isfinite(ghosts).all(1)]
    seen = known[(np.abs(known[:, 0]) <= half) & (known[:, 1] <= half)]
    if not numbers.known:
        text = "unknown: a logit or its slope is not a number"
        plane: list[Any] = [holoviews.Text(0, half / 2, text, kdims=[u, y]).opts(color=INK)]
        below: list[Any] = [holoviews.Curve([], u, k)]
    else:
        plane = [*_plane(numbers, half, u, y), *circles(radii, half, u, y), *_dots(seen, u, y)]
        below = _bumps(numbers, half, seen, u, k)
    whose = f", example {radii[6]:.0f}" if np.isfinite(radii[6]) else ""
    look = {name: v for name, v in SIZE.items() if name not in ("width", "height", "show_grid")} | {
        "frame_width": WIDTH,
        "xlim": (-half, half),
    }
    upper = holoviews.Overlay(plane).opts(
        title=moment.title(view) + whose,
        ylim=(0, half),
        frame_height=HEIGHT,
        data_aspect=1,
        show_legend=numbers.known,
        legend_position="right",
        **look,
    )
    lower = holoviews.Overlay(below).opts(frame_height=LOWER, show_legend=False, **look)
    return upper, lower


def _plane(numbers: GhostNumbers, half: float, u: Any, y: Any) -> list[Any]:
    """The image of |φ| with its contour lines: the darker, the less of F is left."""
    across = max(80, min(ACROSS, int((2 * MOST / numbers.classes) ** 0.5)))
    us = np.linspace(-half, half, across)
    ys = np.linspace(0, half, across // 2)
    values = numbers.plane(us, ys)
    image = holoviews.Image((us, ys, values), [u, y], "|φ|", rtol=0.01)
    lines = contour_lines(us, ys, values, LEVELS)
    paths = [{u.name: p[:, 0], y.name: p[:, 1], "|φ|": level} for level, p in lines]
    return [
        image.opts(cmap="Purples_r", clim=(0, 1), tools=["hover"]),
        holoviews.Contours(paths, [u, y], "|φ|").opts(color=GREY, alpha=0.4, line_width=1),
    ]


def _dots(ghosts: np.ndarray, u: Any, y: Any) -> list[Any]:
    """Ringed dots, each with a line down to the axis, under which its bump is."""
    plumbs = [(x, 0, x, top) for x, top in ghosts]
    ring = {"fill_color": GHOST, "line_color": "white", "line_width": 2}
    return [
        holoviews.Segments(plumbs, [u, y, "u1", "y1"]).opts(
            color=GHOST, alpha=0.45, line_dash="dotted"
        ),
        holoviews.Points(ghosts, [u, y]).opts(size=11, tools=["hover"], **ring),
    ]


def _bumps(numbers: GhostNumbers, half: float, ghosts: np.ndarray, u: Any, k: Any) -> list[Any]:
    us = np.linspace(-half, half, 400)
    curve = (us, numbers.curvature(us))
    under = numbers.curvature(ghosts[:, 0])
    look = {"color": colour(4)}
    return [
        holoviews.Area(curve, u, k).opts(alpha=0.15, line_alpha=0, **look),
        holoviews.Curve(curve, u, k).opts(line_width=2, **look),
        holoviews.Scatter((ghosts[:, 0], under), u, k).opts(
            size=8, fill_color=GHOST, line_color="white"
        ),
    ]
