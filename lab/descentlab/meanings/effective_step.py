"""The numbers of `measurements/effective_step.py`."""

from descentlab.meanings.effective_eigenvalues import PRECONDITIONER
from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import COHEN_FLOW

MEANINGS = {
    "effective_step": Meaning(
        "How long a step the optimizer takes for the gradient it meets, now: at the edge of Scalar "
        "RMSProp it is 2/λ₁, so that it grows only where the ground is flatter.",
        rf"\frac{{1}}{{\operatorname{{mean}}(P)}},\quad {PRECONDITIONER}",
        COHEN_FLOW,
    )
}
