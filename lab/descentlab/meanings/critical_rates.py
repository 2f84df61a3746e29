"""The numbers of `measurements/critical_rates.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import MULAYOFF

MEANINGS = {
    "critical_rates": Meaning(
        "The learning rate above which SGD leaves a minimum that fits its data, with this batch "
        "size; above it the run cannot stay here.",
        r"\eta^{*} = \frac{1}{\lambda_{\max}(K^{-1}N)},\quad K(M) = HM + MH,\quad "
        r"N(M) = \operatorname{E}_B[H_B M H_B]",
        MULAYOFF,
    )
}
