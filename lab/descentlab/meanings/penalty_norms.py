"""The numbers of `measurements/penalty_norms.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import KRISHNA_KUMAR

MEANINGS = {
    "gap": Meaning(
        "How far the loss is above the least it can be: where it levels off, the step is too long "
        "for the kink.",
        r"f(x) - \min_x f(x)",
        KRISHNA_KUMAR,
    ),
    "l1_norms": Meaning(
        "What the penalty acts on: the summed size of all weights, for the run and for other "
        "penalties.",
        r"\|x\|_1 = \sum_i |x_i|",
        KRISHNA_KUMAR,
    ),
    "two_weights": Meaning(
        "Two weights whose true values are zero: on a kink they hop across it and never come to "
        "rest.",
        r"x_2,\quad x_3",
    ),
    "penalties": Meaning("How strong the penalty is.", r"\lambda"),
    "penalty_profile": Meaning(
        "What each penalty leaves of the weights: late iterates, the true minimiser, and what "
        "hopping over the kink alone would make.",
        r"\overline{\|x_t\|_1},\quad \|x^{*}\|_1,\quad "
        r"d\,\sqrt{\max\left(\tfrac{1}{4}\eta^2\lambda^2 - \delta^2,\, 0\right)}",
        KRISHNA_KUMAR,
    ),
}
