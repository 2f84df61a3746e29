"""The numbers of `measurements/loss_changes.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import ROSENFELD

MEANINGS = {
    "change_images": Meaning(
        "The examples that the last step hurt most, and those that it helped most.",
        r"\operatorname{argmax}_i \pm(\ell_i(w_t) - \ell_i(w_{t-1}))",
        ROSENFELD,
    ),
    "change_scores": Meaning(
        "How much the last step changed this example's loss: above 0 it rose, below 0 it fell.",
        r"\ell_i(w_t) - \ell_i(w_{t-1})",
        ROSENFELD,
    ),
}
