"""The numbers of `measurements/cosine_matrix.py`."""

from descentlab.meanings.conflicts import COSINE
from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import YU

MEANINGS = {
    "cosines": Meaning(
        "Whether two gradients pull the same way: 1 the same, 0 at right angles, below 0 what "
        "helps one harms the other.",
        COSINE,
        YU,
    ),
    "class_cosines": Meaning(
        "Whether examples of one class pull the way that examples of another do, on average over "
        "pairs.",
        r"\frac{1}{|\{(i, j)\}|} \sum_{y_i = a,\; y_j = b,\; i \ne j} \cos(g_i, g_j)",
        YU,
    ),
}
