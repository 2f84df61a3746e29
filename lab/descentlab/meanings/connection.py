"""The numbers of `measurements/connection.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import GARIPOV

MEANINGS = {
    "path_t": Meaning("The share of the way gone, from the run to the other network.", r"t"),
    "path_loss": Meaning(
        "The loss on the way from one network to the other: a hill between them says that they lie "
        "in two basins, as far as this way can tell.",
        r"L(\varphi(t)),\quad \varphi(t) = (1-t)^2 a + 2t(1-t)\, c + t^2 b \;\text{ or }\; "
        r"(1-t)\,a + t\,b",
        GARIPOV,
    ),
    "path_error": Meaning(
        "The error of height that is left by evaluating the way at so many places only, as "
        "estimated.",
        r"\max_t |L_{\text{drawn}}(t) - L(\varphi(t))|",
    ),
    "barrier": Meaning(
        "How high the hill between the two networks is: 0 where one can walk across without going "
        "up.",
        r"\max_t \left[L(\varphi(t)) - (1-t)\,L(a) - t\,L(b)\right]",
        GARIPOV,
    ),
    "separation": Meaning(
        "How far apart the two networks are, in lengths of the run's weights: at 1 as far as the "
        "run is from 0.",
        r"\frac{\|b - a\|_2}{\|a\|_2}",
    ),
}
