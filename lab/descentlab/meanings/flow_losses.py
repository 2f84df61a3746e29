"""The numbers of `measurements/flow_losses.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import COHEN_FLOW

MEANINGS = {
    "flow_losses": Meaning(
        "The loss of the run, of its midpoint and of the flows; the predicted average is the "
        "central flow's loss plus what the swing adds to it.",
        r"L(w),\quad \text{predicted: } L(\bar{w}) + \tfrac{1}{2}\langle H, \Sigma\rangle",
        COHEN_FLOW,
    ),
    "flow_gradients": Meaning(
        "The mean squared length of the gradient: as the flow predicts it, the swing included, and "
        "as the last steps had it.",
        r"\|\nabla L(\bar{w})\|^2 + \operatorname{tr}(H \Sigma H),\quad "
        r"\frac{1}{k}\sum_{s > t-k} \|\nabla L(w_s)\|^2",
        COHEN_FLOW,
    ),
}
