"""The numbers of `measurements/opposing_signals.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import ROSENFELD

MEANINGS = {
    "signal_shares": Meaning(
        "How few examples pull the swing: the share of all pull that the top few have, who they "
        "are, and how far the pulls cancel (0: in full).",
        r"\frac{\sum_{i \in S} (\nabla\ell_i \cdot u_1)^2}{\sum_i (\nabla\ell_i \cdot u_1)^2},"
        r"\quad \frac{|\sum_i \nabla\ell_i \cdot u_1|}{\sum_i |\nabla\ell_i \cdot u_1|}",
        ROSENFELD,
    ),
    "group_images": Meaning(
        "The examples that a step along the sharpest direction hurts most, and those that it helps "
        "most.",
        r"\operatorname{argmax}_i \pm\nabla\ell_i \cdot u_1",
        ROSENFELD,
    ),
    "group_scores": Meaning(
        "How much a step along the sharpest direction changes this example's loss: above 0 it "
        "rises, below 0 it falls.",
        r"\nabla\ell_i(w) \cdot u_1",
        ROSENFELD,
    ),
}
