"""The numbers of `measurements/nonlinear_radius.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import SAO

MEANINGS = {
    "nonlinear_radius": Meaning(
        "How far the nearest singularity is: of softmax with linear logits (proven), with the true "
        "network, and of the network's own layers (estimated).",
        r"\min \{|t| : F(t) = 0\},\quad F(t) = \sum_k e^{z_k + a_k t} \;\text{ or }\; "
        r"\sum_k e^{z_k(w + tv)}",
        SAO,
    )
}
