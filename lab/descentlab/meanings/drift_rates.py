"""The numbers of `measurements/drift_rates.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import ROSCA

MEANINGS = {
    "drift_scaled": Meaning(
        "How long a step is for a direction's curvature: the edge is at 2.", r"\eta\lambda", ROSCA
    ),
    "drift_rates": Meaning(
        "How fast each flow shrinks (below 0) or grows (above) what lies along a direction of that "
        "curvature; the imaginary part is an angle, and π changes sides at every step.",
        r"-x,\quad -x(1 + \tfrac{x}{2}),\quad \log(1 - x),\quad x = \eta\lambda",
        ROSCA,
    ),
    "drift_marks": Meaning(
        "Where the sharpest direction of the run stands now.", r"\eta\lambda_1", ROSCA
    ),
}
