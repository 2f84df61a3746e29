"""Surface: the landscape of a plane as a surface in space, with the paths laid on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import holoviews
import numpy as np
from descentkernels import Field, Plane
from descentlab.errors import LabError
from descentlab.view import View

from descentwidgets.views.box import box
from descentwidgets.views.landscape import Path, heading, is_log
from descentwidgets.views.projection import Camera, Terrain
from descentwidgets.views.shading import shaded
from descentwidgets.views.source import Source, until
from descentwidgets.views.style import SIZE, colour

#: Faces along each side: more take long to draw and show no more.
FACES = 56
#: Height of the surface in half-widths of the window.
HEIGHT = 1.1
#: How far above the surface a path floats, so that it is not half inside it.
LIFT = 0.012
#: Points a step of the path is drawn with: on the surface it is no straight line.
PACES = 8


def hv(
    source: Source,
    view: View,
    cursor: int | None = None,
    *,
    plane: Plane | None = None,
    field: Field | None = None,
    paths: Mapping[str, Path] | None = None,
    hidden: float = 0.0,
    label: str = "loss",
    log: bool = False,
    azimuth: float = 35.0,
    elevation: float = 40.0,
) -> Any:
    """The field as a shaded surface seen from `azimuth` and `elevation` degrees, in parallel.

    Height and colour are the value, its logarithm with `log` or the option "log". Paths are laid
    onto the surface where the run was over the window: the height is the plane's, not the run's
    own, which is off the plane. What the surface hides of a path is drawn paler. Where corners
    shoot up to many times the height of the rest, they are cut off.

    Raises LabError without a field: traces alone have none.
    """
    if field is None:
        raise LabError(
            f"{view.id}: expected a field to draw as a surface; found none. Pass a run with a "
            "landscape, or field=sample_field(...)."
        )
    camera, log = Camera(azimuth, elevation), is_log(view, field, log)
    x, y = (np.asarray(side, dtype=float) for side in (field.x, field.y))
    values = np.asarray(field.values, dtype=float)
    values = np.log10(values) if log else values
    low, high = limits(values)
    terrain = Terrain(HEIGHT * (values - low) / (high - low))
    drawn = [_faces(terrain, camera)]
    for number, (branch, (steps, places)) in enumerate((paths or {}).items()):
        kept = places[: until(steps, cursor)]
        across = (kept - [x[0], y[0]]) / [x[-1] - x[0], y[-1] - y[0]] * 2 - 1
        look = "white" if number == 0 else colour(number)
        drawn += _path(across, terrain, camera, branch, look)
    labels = plane.labels if plane is not None else ("x", "y")
    sides = [(labels[0], (x[0], x[-1])), (labels[1], (y[0], y[-1])), (label, (low, high))]
    return holoviews.Overlay([*box(sides, HEIGHT, log, camera), *drawn]).opts(
        title=heading(view, hidden),
        xaxis=None,
        yaxis=None,
        show_legend=len(paths or {}) > 1,
        legend_position="top_right",
        data_aspect=1,
        padding=0.08,
        **{**SIZE, "height": 420, "show_grid": False},
    )


def limits(values: np.ndarray) -> tuple[float, float]:
    """From the least value to the greatest, or to where only exploding corners are cut off."""
    known = values[np.isfinite(values)]
    if not len(known):
        raise LabError("Expected a field with finite values; found none. Choose a smaller window.")
    low, most, high = (float(v) for v in np.quantile(known, [0.0, 0.75, 1.0]))
    high = min(high, low + 4 * (most - low)) if most > low else high
    return low, high if high > low else low + 1.0


def _faces(terrain: Terrain, camera: Camera) -> Any:
    """The surface as a mesh of faces, the farthest first; every face has a colour of its own."""
    ahead = np.where(camera.towards[:2] >= 0, 1.0, -1.0)
    x, y = np.meshgrid(*(np.linspace(-sign, sign, FACES + 1) for sign in ahead))
    grid = np.stack([x, y, terrain.at(x, y)], -1)
    quads = np.stack([grid[:-1, :-1], grid[:-1, 1:], grid[1:, 1:], grid[1:, :-1]], 2)
    heights = quads[..., 2].mean(2)
    inks = shaded(quads.reshape(-1, 4, 3), heights.ravel() / HEIGHT, camera.towards)
    numbers = np.where(heights <= HEIGHT, np.arange(heights.size).reshape(heights.shape), np.nan)
    seen = camera.screen(grid)
    mesh = holoviews.QuadMesh((seen[..., 0], seen[..., 1], numbers), ["across", "up"], "face")
    return mesh.opts(cmap=inks, clim=(0, len(inks) - 1), hooks=[_close_seams])


def _close_seams(plot: Any, element: Any) -> None:
    """Edges in the colour of their face: between bare faces the ground shines through."""
    glyph = plot.handles["glyph"]
    glyph.update(line_color=glyph.fill_color, line_alpha=1, line_width=0.7)


def _path(
    places: np.ndarray, terrain: Terrain, camera: Camera, branch: str, look: str
) -> list[Any]:
    """A path over the floor [n, 2] laid onto the surface, and its last point."""
    at = np.linspace(0, max(len(places) - 1, 0), PACES * max(len(places) - 1, 0) + 1)
    dense = np.stack([np.interp(at, np.arange(len(places)), column) for column in places.T], 1)
    raised = np.column_stack([dense, terrain.at(dense[:, 0], dense[:, 1]) + LIFT])
    behind = terrain.hides(raised, camera) | ~np.isfinite(raised[:, 2])
    seen = camera.screen(raised)
    kdims = ["across", "up"]
    clear = np.where(behind[:, None], np.nan, seen)
    return [
        holoviews.Path([seen], kdims).opts(color=look, line_width=1.5, alpha=0.35),
        holoviews.Path([clear], kdims).opts(color=look, line_width=2),
        holoviews.Points(seen[-1:], kdims, label=branch).opts(
            size=8, line_color="black", fill_color=look
        ),
    ]
