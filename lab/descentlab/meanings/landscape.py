"""The numbers of `measurements/landscape.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import LI

MEANINGS = {
    "plane_xy": Meaning(
        "Where the run stands in the plane that is drawn, counted from the plane's own origin.",
        r"\left(e_x^{\top}(w - w_0),\; e_y^{\top}(w - w_0)\right)",
        LI,
    ),
    "plane_distance": Meaning(
        "How far the run is from the plane that is drawn: where it is large, the picture hides "
        "what the run does.",
        r"\|(I - e_x e_x^{\top} - e_y e_y^{\top})(w - w_0)\|_2",
    ),
}
