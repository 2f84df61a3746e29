"""The numbers of `measurements/instance_wise.py`."""

from descentlab.meanings.loss import MEAN_LOSS
from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import QUINTON

#: Right answers among the examples.
RIGHT = r"\frac{1}{n}\sum_i \mathbf{1}[\operatorname{argmax}_k z_{ik} = y_i]"

LOSSES = {
    "mean_loss": Meaning(
        "How wrong each network is on average over its training examples.", MEAN_LOSS
    ),
    "worst_loss": Meaning(
        "How wrong each network is on the example it does worst.", r"\max_i \ell_i(w)"
    ),
    "worst_tenth": Meaning(
        "How wrong each network is on the tenth of the examples it does worst.",
        r"\frac{1}{|W|}\sum_{i \in W} \ell_i(w),\quad W \text{ the worst tenth}",
    ),
    "trained_right": Meaning("How many training examples each network gets right.", RIGHT),
    "fresh_right": Meaning(
        "How many digits each network gets right that it was not trained on.", RIGHT
    ),
    "loss_shares": Meaning("The share of examples that have a smaller loss.", r"q"),
    "loss_quantiles": Meaning(
        "The loss that a share q of the examples stays below: the right end tells of those left "
        "behind.",
        r"Q_q(\ell_1, \dots, \ell_n)",
        QUINTON,
    ),
}

CONFLICTS = {
    "hurt_first_order": Meaning(
        "How many examples the update works against, to first order: their gradient and the update "
        "are more than a right angle apart.",
        r"\frac{1}{n} \#\{i : \cos(g_i, d) < 0\}",
        QUINTON,
    ),
    "hurt_truly": Meaning(
        "How many examples have a higher loss after that step than before.",
        r"\frac{1}{n} \#\{i : \ell_i(w - \eta d) > \ell_i(w)\}",
        QUINTON,
    ),
    "least_cosines": Meaning(
        "How the update treats the example it treats worst: below 0 a step raises that example's "
        "loss.",
        r"\min_i \cos(g_i, d)",
        QUINTON,
    ),
    "class_cosines": Meaning(
        "Whether two examples pull the same way, within a class and between classes, on average "
        "over pairs.",
        r"\operatorname{mean}_{i \ne j} \cos(g_i, g_j)",
        QUINTON,
    ),
    "update_length": Meaning(
        "How long the aggregator's update is beside the mean gradient, before the settings make it "
        "as long: in effect another learning rate.",
        r"\frac{\|A(J)\|}{\left\|\frac{1}{n}\sum_i g_i\right\|}",
        QUINTON,
    ),
}
