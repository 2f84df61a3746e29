"""The numbers of `measurements/path_dimension.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import ANTOGNINI

MEANINGS = {
    "path_dimension": Meaning(
        "How flat the run's path lies: the share of its motion in one or two directions, beside "
        "the 90 % that two hold of a random walk.",
        r"\frac{\sum_{i \le k} \mu_i}{\sum_i \mu_i},\quad \mu_i \text{ eigenvalues of } "
        r"\sum_s (w_s - w_t)(w_s - w_t)^{\top}",
        ANTOGNINI,
    )
}
