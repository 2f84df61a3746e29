"""The numbers of `measurements/coherence.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import CHATTERJEE, MCCANDLISH

#: The gradients gᵢ of a network's n examples.
ALPHA = r"\alpha = \frac{\|\bar{g}\|^2}{\frac{1}{n}\sum_i \|g_i\|^2}"

MEANINGS = {
    "coherence": Meaning(
        "How many examples one example's gradient helps, itself included: 1 is nobody else, n is "
        "all, below 1 they hinder each other.",
        rf"n\alpha,\quad {ALPHA}",
        CHATTERJEE,
    ),
    "coherence_calm": Meaning(
        "The same halfway between two steps, where a swing at the edge of stability does not make "
        "all gradients look alike.",
        rf"n\alpha \;\text{{ at }}\; \tfrac{{1}}{{2}}(w_t + w_{{t-1}}),\quad {ALPHA}",
        CHATTERJEE,
    ),
    "noise_scale": Meaning(
        "The batch size at which a mini-batch gradient is as much noise as signal: smaller batches "
        "see mostly noise.",
        rf"\frac{{1 - \alpha}}{{\alpha}},\quad {ALPHA}",
        MCCANDLISH,
    ),
}
