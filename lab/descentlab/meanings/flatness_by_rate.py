"""The numbers of `measurements/flatness_by_rate.py`."""

from descentlab.meanings.loss import MEAN_LOSS
from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import WU_SU

TRACE = r"\operatorname{tr} H = \frac{1}{n}\sum_i \|\nabla f(w, x_i)\|^2"

MEANINGS = {
    "traces": Meaning(
        "How sharp the place is to SGD with batches of one: the sum of all curvatures.",
        TRACE,
        WU_SU,
    ),
    "fit_losses": Meaning("How far each run is from fitting its examples.", MEAN_LOSS),
    "bound_shares": Meaning(
        "How much of what stability allows is used: the trace for SGD, the largest eigenvalue for "
        "gradient descent; a stable minimum is below 1.",
        r"\frac{\eta}{2}\operatorname{tr} H,\quad \frac{\eta}{2}\lambda_1",
        WU_SU,
    ),
    "ladder": Meaning("The learning rates that run beside each other.", r"\log_{10}\eta_k"),
    "trace_by_rate": Meaning(
        "How sharp a minimum each learning rate has come to, beside the most that batches of one "
        "can stay at.",
        TRACE + r",\quad \frac{2}{\eta}",
        WU_SU,
    ),
    "top_by_rate": Meaning(
        "The largest curvature that each learning rate has come to, beside the most that gradient "
        "descent can stay at.",
        r"\lambda_1(H),\quad \frac{2}{\eta}",
        WU_SU,
    ),
    "error_by_rate": Meaning(
        "How wrong each learning rate's minimum is on 500 examples that it was not trained on.",
        r"\operatorname{mean}\,(f(w, x) - y)^2",
    ),
    "norm_by_rate": Meaning(
        "The size of the weights, which for these models is what the trace measures.",
        r"\|w\|^2 = \sum_k w_k^2",
        WU_SU,
    ),
}
