"""The numbers of `measurements/ablation.py`."""

from descentlab.meanings.effective_eigenvalues import PRECONDITIONER
from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import ROSENFELD

MEANINGS = {
    "ablation": Meaning(
        "How sharp the loss is at these weights with the opposing examples and without them: the "
        "difference is their share of the sharpness. The edge is at 2.",
        rf"\lambda_1(P^{{-1}} H),\quad {PRECONDITIONER}",
        ROSENFELD,
    )
}
