"""Cone: three gradients as arrows in space, with the cone of updates that hurt none."""

from __future__ import annotations

from typing import Any

import holoviews
import numpy as np
from descentlab.view import View

from descentwidgets.views.arrows import DIMS, drawn_arrows, framed
from descentwidgets.views.gradients import Gradients, fans
from descentwidgets.views.moment import Moment, side_by_side
from descentwidgets.views.projection import Camera
from descentwidgets.views.source import Source
from descentwidgets.views.style import GREY


def hv(
    source: Source,
    view: View,
    cursor: int | None = None,
    *,
    azimuth: float = 35.0,
    elevation: float = 25.0,
) -> Any:
    """As `arrows`, in space: seen in parallel from `azimuth` and `elevation` degrees.

    `series` are the gradients [m, 3], the updates [A, 3] and the rays [k, 3] of the dual cone. Each
    side of the cone is where one gradient's loss neither falls nor rises; they are cut off at a
    sphere, whose outline is the circle.

    Raises LabError when nothing was measured up to the cursor.
    """
    camera = Camera(azimuth, elevation)
    return side_by_side(source, view, cursor, lambda moment: _space(moment, view, camera))


def _space(moment: Moment, view: View, camera: Camera) -> Any:
    found = Gradients.of(moment, view)
    sides = sorted(facets(found), key=lambda s: float(camera.depth(s.mean(0))))
    seen = [camera.screen(side) for side in sides]
    around = np.linspace(0, 2 * np.pi, 97)
    sphere = found.reach * np.stack([np.cos(around), np.sin(around)], 1)
    rims = [camera.screen(np.stack([np.zeros(3), found.reach * ray])) for ray in found.rays]
    drawn = [
        holoviews.Path([sphere], DIMS).opts(color=GREY, line_width=1, alpha=0.4),
        holoviews.Polygons(seen, DIMS).opts(color=GREY, alpha=0.2, line_color=GREY, line_width=1),
        holoviews.Path(rims, DIMS).opts(color=GREY, line_width=1.5),
        *drawn_arrows(found, camera.screen(found.gradients), camera.screen(found.updates)),
    ]
    return framed(drawn, moment, view, found)


def facets(found: Gradients) -> list[np.ndarray]:
    """The cone's sides [·, 3]: between the rays at a right angle to the same gradient."""
    sides = []
    for gradient in found.gradients:
        length = np.linalg.norm(gradient)
        if not length:
            continue
        on = found.rays[np.abs(found.rays @ gradient) < 1e-6 * length]
        axes = np.linalg.svd(gradient[None] / length)[2][1:]  # [2, 3] of the plane across it
        sides += [fan @ axes for fan in fans(on @ axes.T, found.reach)]
    return sides
