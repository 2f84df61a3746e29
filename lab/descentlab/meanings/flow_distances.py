"""The numbers of `measurements/flow_distances.py`."""

from descentlab.meanings.effective_eigenvalues import PRECONDITIONER
from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import COHEN_FLOW

MEANINGS = {
    "flow_distances": Meaning(
        "How far each flow is from where the optimizer is on average: the flow that stays close "
        "predicts the run.",
        r"\|w_{\text{flow}} - w^{*}\|_2,\quad "
        r"w^{*} = \tfrac{1}{4}(w_{t-1} + 2w_t + w_{t+1})",
        COHEN_FLOW,
    ),
    "flow_sharpness": Meaning(
        "The curvature as the optimizer feels it, at the run and at the flows: the edge is at 2.",
        rf"\lambda_1(P^{{-1}} H),\quad {PRECONDITIONER}",
        COHEN_FLOW,
    ),
}
