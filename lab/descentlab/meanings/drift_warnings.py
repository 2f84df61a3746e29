"""The numbers of `measurements/drift_warnings.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import ROSCA

MEANINGS = {
    "scaled_eigenvalues": Meaning(
        "How long a step is for the curvature it meets: at 1 it ends on the valley's floor, beyond "
        "it changes sides, at 2 it grows.",
        r"\eta\lambda_i,\quad \nabla^2 L(w)\, u_i = \lambda_i u_i",
        ROSCA,
    ),
    "drift_steps": Meaning(
        "The learning rate in force, and the one at which the drift of a step would be as long as "
        "the gradient: how far the gradient can be trusted, with nothing to tune.",
        r"\eta,\quad 2/\|H\hat{g}\|,\; \hat{g} = \nabla L/\|\nabla L\|",
        ROSCA,
    ),
}
