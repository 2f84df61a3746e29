"""The numbers of `measurements/gradient_arrows.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import QUINTON

MEANINGS = {
    "arrow_gradients": Meaning(
        "The gradient of each task as an arrow: lengths and angles are true.",
        r"g_i = \nabla L_i(w)",
        QUINTON,
    ),
    "arrow_updates": Meaning(
        "What each aggregator makes of the gradients: a step goes against this arrow.",
        r"d = A(g_1, \dots, g_m)",
        QUINTON,
    ),
    "arrow_rays": Meaning(
        "The edges of the cone of updates that raise no task's loss, to first order.",
        r"\{x : g_i \cdot x \ge 0 \;\text{ for all } i\}",
        QUINTON,
    ),
}
