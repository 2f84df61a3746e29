"""The numbers of `measurements/kink_sharpness.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import KRISHNA_KUMAR

MEANINGS = {
    "kink_sharpness": Meaning(
        "How sharp a loss with a kink looks where the run is, and halfway to its next step, beside "
        "the edge: a sharp kink shows no curvature.",
        r"\lambda_1(x),\quad \lambda_1\left(x - \tfrac{1}{2}\eta\nabla f\right),\quad "
        r"\frac{2}{\eta}",
        KRISHNA_KUMAR,
    )
}
