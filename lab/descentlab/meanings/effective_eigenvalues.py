"""The numbers of `measurements/effective_eigenvalues.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import COHEN_ADAPTIVE, COHEN_FLOW

#: P, whose edge is at 2: D is what the optimizer divides by, s its threshold for D⁻¹H.
PRECONDITIONER = r"P = \tfrac{s}{2} D,\; s \text{ the threshold of } D^{-1} H"

MEANINGS = {
    "eigenvalues": Meaning(
        "The curvature as the optimizer feels it, its step size and preconditioner included: above "
        "2 it swings, whatever the optimizer.",
        rf"P^{{-1}} H u_i = \lambda_i u_i,\quad {PRECONDITIONER}",
        COHEN_ADAPTIVE,
    ),
    "residuals": Meaning(
        "How exactly an eigenvalue is known: some true one lies no farther than this from the "
        "value shown.",
        rf"\|P^{{-1/2}} H P^{{-1/2}} v_i - \lambda_i v_i\|,\quad {PRECONDITIONER}",
    ),
    "threshold": Meaning(
        "Where the optimizer stops being stable on a quadratic; in these units it is 2 for each of "
        "them.",
        rf"\lambda_1(P^{{-1}} H) = 2,\quad {PRECONDITIONER}",
        COHEN_FLOW,
    ),
}
