"""The numbers of `measurements/oscillation.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import COHEN_EDGE

MEANINGS = {
    "oscillation": Meaning(
        "On which side of the valley the run stands: at the edge of stability it changes sign at "
        "every step.",
        r"u_1^{\top} \nabla L(w)",
        COHEN_EDGE,
    )
}
