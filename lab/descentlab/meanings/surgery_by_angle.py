"""The numbers of `measurements/surgery_by_angle.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import BORSANI

MEANINGS = {
    "angles": Meaning(
        "The angle between the two gradients: beyond 90° they are in conflict.",
        r"\angle(g_1, g_2)",
    ),
    "cosine_by_angle": Meaning(
        "How each rule treats the gradient it treats worse, angle by angle: below 0 a step raises "
        "that loss.",
        r"\min_i \cos(g_i, d)",
        BORSANI,
    ),
}
