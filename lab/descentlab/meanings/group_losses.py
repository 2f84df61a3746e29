"""The numbers of `measurements/group_losses.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import ROSENFELD

MEANINGS = {
    "group_losses": Meaning(
        "How well each group of examples is fitted; the two opposing ones rise and fall in turn "
        "while the rest goes down smoothly.",
        r"\frac{1}{|G|}\sum_{i \in G} \ell_i(w)",
        ROSENFELD,
    ),
    "swing_step": Meaning("How many steps ago.", r"s - t"),
    "group_swings": Meaning(
        "The part of a group's loss that changes sign from step to step, trends taken out: two "
        "groups in counter-phase are mirror images.",
        r"\tfrac{1}{4}(2\ell_t - \ell_{t-1} - \ell_{t+1})",
        ROSENFELD,
    ),
}
