"""The orbits of a two-player game."""

from __future__ import annotations

from typing import Any

import numpy as np

from descentlab.meanings.meaning import explained
from descentlab.meanings.orbits import MEANINGS
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.processes.game_play import ORBITS
from descentlab.runs.point import Point

#: Farther out than this nothing is drawn: an orbit that leaves has left.
FAR = 50.0


class Orbits(Measurement):
    """Where the run and all beside it stand, and how far from the equilibrium at 0."""

    name = "orbits"
    reads_settings = False
    names = ("the run", *ORBITS)
    series = explained(
        MEANINGS,
        SeriesSpec(
            "orbit_xy",
            "the players' weights",
            "",
            (("orbit", len(names)), ("axis", 2)),
            tuple(f"{name} {axis}" for name in names for axis in "xy"),
        ),
        SeriesSpec(
            "radius",
            "distance from the equilibrium",
            "",
            (("orbit", len(names)),),
            names,
            log=True,
        ),
    )

    def measure(self, point: Point, artefact: Any) -> Reading:
        state = point.state
        places = np.stack([z.numpy() for z in (state.w, *(w for _, w in state.others))])
        radii = np.linalg.norm(places, axis=1)
        shown = np.where((radii < FAR)[:, None], places, np.nan)
        return Reading({"orbit_xy": shown, "radius": np.where(radii > 0, radii, np.nan)})
