"""The numbers of `measurements/bottom_eigenvalues.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import SAGUN

MEANINGS = {
    "bottom_eigenvalues": Meaning(
        "The least curvature in any direction: where it is negative the weights are at no "
        "minimum, for the loss bends down along its eigenvector.",
        r"H u_i = \lambda_i u_i,\quad \lambda_{-1} \le \lambda_{-2} \le \dots",
        SAGUN,
    ),
    "bottom_residuals": Meaning(
        "How exactly the least eigenvalues are known: a true one lies no farther than this from "
        "the value shown.",
        r"\|H u_{-i} - \lambda_{-i} u_{-i}\|_2",
    ),
}
