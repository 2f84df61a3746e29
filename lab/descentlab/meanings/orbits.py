"""The numbers of `measurements/orbits.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import GAME_DRIFT

MEANINGS = {
    "orbit_xy": Meaning(
        "Where each player's weight is, for the run, the other updates and the flows beside it.",
        r"z = (x, y)",
        GAME_DRIFT,
    ),
    "radius": Meaning(
        "How far play is from the equilibrium: level on a circle, rising where it spirals out.",
        r"\|z\|_2",
        GAME_DRIFT,
    ),
}
