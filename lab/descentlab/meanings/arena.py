"""The numbers of `measurements/arena.py`."""

from descentlab.meanings.loss import MEAN_LOSS
from descentlab.meanings.loss import MEANINGS as OF_LOSS
from descentlab.meanings.meaning import Meaning
from descentlab.meanings.softmax_radii import RHO_A
from descentlab.meanings.sources import SAO

MEANINGS = {
    "arena_accuracies": OF_LOSS["accuracy"],
    "arena_losses": Meaning(
        "The training loss of each lane over all examples: what a step too long has cost, and how "
        "fast it is made good.",
        MEAN_LOSS,
    ),
    "arena_ratios": Meaning(
        "How long the step was that led here, in softmax radii: below 1 it stayed where the "
        "loss's series is certain to hold.",
        rf"r = \frac{{\|p\|}}{{\rho_a}},\quad {RHO_A}",
        SAO,
    ),
    "arena_steps": Meaning(
        "How far the last step moved the weights, as the controller let it be.",
        r"\|p\|_2",
    ),
    "arena_radii": Meaning(
        "How far along the last step softmax was certain to have no singularity, on the batch that "
        "the step was made from.",
        RHO_A,
        SAO,
    ),
    "arena_shares": Meaning(
        "How much the controller left of the step that the optimizer proposed: 1 is all of it.",
        r"\min\left(1,\, \frac{\text{limit}}{\|p\|}\right)",
    ),
}
