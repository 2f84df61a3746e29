"""The numbers of `measurements/update_field.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import LIU, QUINTON

MEANINGS = {
    "update_field": Meaning(
        "Which way the aggregator in hand would step from each place, with nothing remembered.",
        r"-A(J(w)),\quad J = \left(\nabla f_1, \nabla f_2\right)^{\top}",
        QUINTON,
    ),
    "front": Meaning(
        "The Pareto set: the places where neither loss can fall without the other rising.",
        r"\{w : \exists\, \alpha \in [0, 1],\; \alpha\nabla f_1 + (1 - \alpha)\nabla f_2 = 0\}",
        LIU,
    ),
}
