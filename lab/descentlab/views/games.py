"""The views of a two-player game."""

from __future__ import annotations

from descentlab.measurements.orbits import Orbits
from descentlab.view import View

ORBITS = View(
    "orbits",
    "phase",
    "The players' weights",
    ("orbit_xy",),
    "The first player's weight to the right, the second's upwards; the equilibrium is at 0. The "
    "bold orbit is the run, the dashed line the flow of V, which an infinitely small step follows.",
    {
        "trail": 0,
        "equal": True,
        "names": list(Orbits.names),
        "bold": [0],
        "dashed": [5, 6],
        "xlabel": "x",
        "ylabel": "y",
    },
)
RADIUS = View(
    "radius",
    "curve",
    "Distance from the equilibrium",
    ("radius",),
    "Falling: the update converges. Rising: it spirals outwards. The modified flow is the one the "
    "run's update follows to second order.",
    {"log": True, "bold": [0], "dashed": [5, 6]},
)
VIEWS = (ORBITS, RADIUS)
