"""The numbers of `measurements/side_by_side.py`."""

from descentlab.meanings.loss import MEAN_LOSS
from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import COHEN_EDGE

MEANINGS = {
    "losses": Meaning(
        "The training loss of the run and of all that moves beside it, each over all examples.",
        MEAN_LOSS,
    ),
    "sharpnesses": Meaning(
        "The largest curvature of the loss at the run's weights and at those beside it.",
        r"\lambda_1 = \max_{\|u\| = 1} u^{\top} \nabla^2 L(w)\, u",
        COHEN_EDGE,
    ),
}
