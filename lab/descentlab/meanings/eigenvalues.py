"""The numbers of `measurements/eigenvalues.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import COHEN_EDGE

MEANINGS = {
    "eigenvalues": Meaning(
        "How sharply the loss bends along its most curved directions; the largest, λ₁, is the "
        "sharpness, and gradient descent swings where it exceeds 2/η.",
        r"\nabla^2 L(w)\, u_i = \lambda_i u_i,\quad \lambda_1 \ge \lambda_2 \ge \dots",
        COHEN_EDGE,
    ),
    "residuals": Meaning(
        "How exactly an eigenvalue is known: some true eigenvalue of H lies no farther than this "
        "from the value shown.",
        r"\|H u_i - \lambda_i u_i\|_2,\quad \|u_i\| = 1",
    ),
}
