"""The numbers of `measurements/outliers.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import SAGUN

MEANINGS = {
    "outlier_count": Meaning(
        "How many eigenvalues stand apart from the rest: those above the widest gap; often one "
        "less than there are classes.",
        r"\operatorname{argmax}_{i \le 12} \frac{\lambda_i - r_i}{\lambda_{i+1} + r_{i+1}},\quad "
        r"r_i = \|H u_i - \lambda_i u_i\|",
        SAGUN,
    ),
    "outlier_gap": Meaning(
        "How wide that gap is at least: 1 is no gap, 3 says that the outliers are three times as "
        "sharp as what follows.",
        r"\max_{i \le 12} \frac{\lambda_i - r_i}{\lambda_{i+1} + r_{i+1}},\quad "
        r"r_i = \|H u_i - \lambda_i u_i\|",
        SAGUN,
    ),
}
