"""The numbers of `measurements/networks.py`."""

from descentlab.meanings.loss import MEAN_LOSS
from descentlab.meanings.loss import MEANINGS as OF_LOSS
from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import SAO

MEANINGS = {
    "network_loss": Meaning("The training loss of each network, over all examples.", MEAN_LOSS),
    "network_accuracy": OF_LOSS["accuracy"],
    "bias_drop": Meaning(
        "How much accuracy is lost at worst when one output's bias rises by a step of 0.99 softmax "
        "radii: the radius promises no answer.",
        r"\max_c \left[\operatorname{acc}(z) - \operatorname{acc}(z + 0.99\,\pi\, e_c)\right]",
        SAO,
    ),
    "at_risk": Meaning(
        "How many answers are so near a tie that a step of one softmax radius could change them, "
        "to first order.",
        r"\frac{1}{n}\sum_i \mathbf{1}[z_{i(1)} - z_{i(2)} < \pi]",
        SAO,
    ),
}
