"""What the views of gradients share: the arrows of one step, and the shape of an arrow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from bokeh.palettes import Category20_20
from descentlab.view import View

from descentwidgets.views.moment import Moment
from descentwidgets.views.style import BRANCHES

#: An update conflicts where its cosine with some gradient is below this; nearer to 0 is rounding.
CONFLICT = -1e-9
#: How far the cone reaches, in lengths of the longest arrow.
REACH = 1.2


@dataclass(frozen=True)
class Gradients:
    """Gradients, the updates made of them and the rays of their dual cone, at one step."""

    names: list[str]
    gradients: np.ndarray  # [m, d] as drawn
    titles: list[str]  # of the updates that are known
    updates: np.ndarray  # [A, d] as drawn
    numbers: list[int]  # [A] the place of each update among all, for its colour
    conflicts: np.ndarray  # [A] whether an update hurts a task
    rays: np.ndarray  # [k, d] unit
    lengths: np.ndarray  # [m + A] true lengths, gradients first
    cosines: np.ndarray  # [m + A, m] with each gradient; NaN with one of length 0
    reach: float  # radius of the ball that all lies in

    @classmethod
    def of(cls, moment: Moment, view: View) -> Gradients:
        """What was read at the step shown; what is not known then is left out.

        Option "unit" makes every arrow as long as any other.
        """
        gradients, updates, rays = (moment.array(name) for name in view.series[:3])
        names = moment.labels(view.series[0], 0, len(gradients))
        titles = moment.labels(view.series[1], 0, len(updates))
        kept = np.isfinite(gradients).all(1)
        gradients, names = gradients[kept], [n for n, k in zip(names, kept, strict=True) if k]
        known = np.flatnonzero(np.isfinite(updates).all(1))
        arrows = np.concatenate([gradients, updates[known]])
        lengths = np.linalg.norm(arrows, axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            units = arrows / lengths[:, None]
        cosines = units @ units[: len(gradients)].T
        drawn = np.nan_to_num(units) if view.options.get("unit") else arrows
        longest = float(np.linalg.norm(drawn, axis=1).max(initial=0.0)) or 1.0
        # against no gradient that is known nothing conflicts
        worst = np.nan_to_num(cosines[len(gradients) :], nan=0.0).min(1, initial=0.0)
        return cls(
            names,
            drawn[: len(gradients)],
            [titles[i] for i in known],
            drawn[len(gradients) :],
            known.tolist(),
            worst < CONFLICT,
            rays[np.isfinite(rays).all(1)],
            lengths,
            cosines,
            REACH * longest,
        )

    def hover(self) -> tuple[np.ndarray, list[str]]:
        """Rows [m + A, 1 + m] of what is said of each arrow, and the columns' names."""
        named = [f"cosine with {name}" for name in self.names]
        return np.column_stack([self.lengths, self.cosines]), ["length", *named]

    def closed(self) -> str:
        """Words for the title where no direction is without harm, else none."""
        return "" if len(self.rays) or not len(self.names) else ": every direction hurts a task"


def hue(number: int, count: int) -> str:
    """The colour of update `number` of `count`."""
    return BRANCHES[number] if count <= len(BRANCHES) else Category20_20[number % 20]


def arrow(tip: np.ndarray, reach: float) -> np.ndarray:
    """The outline [5, 2] of an arrow from the origin: to its tip, and along both barbs."""
    length = float(np.hypot(*tip))
    if length == 0:
        return np.zeros((5, 2))
    back = -tip / length * min(0.05 * reach, 0.4 * length)
    side = 0.5 * np.array([-back[1], back[0]])
    return np.stack([np.zeros(2), tip, tip + back + side, tip, tip + back - side])


def fans(rays: np.ndarray, radius: float) -> list[np.ndarray]:
    """The sectors between neighbours among rays [k, 2], less than half a turn apart: outlines."""
    angles = np.sort(np.arctan2(rays[:, 1], rays[:, 0]))
    gaps = np.diff(angles, append=angles[:1] + 2 * np.pi)
    found = []
    for start, gap in zip(angles, gaps, strict=True):
        if 0 < gap < np.pi - 1e-9:
            arc = start + np.linspace(0, gap, 2 + int(gap * 24))
            rim = radius * np.stack([np.cos(arc), np.sin(arc)], 1)
            found.append(np.concatenate([np.zeros((1, 2)), rim]))
    return found


def look(conflicts: bool, bold: bool) -> dict[str, Any]:
    """How the line of an update is drawn."""
    return {"line_dash": "dashed" if conflicts else "solid", "line_width": 3 if bold else 1.8}
