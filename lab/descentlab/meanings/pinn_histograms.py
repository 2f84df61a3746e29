"""The numbers of `measurements/pinn_histograms.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import WANG

_SHARES = Meaning(
    "How large the entries of each term's weighted gradient are: a term whose bars lie to the left "
    "is not heard.",
    r"\frac{1}{N} \#\{k : \log_{10} |\lambda_i \partial_k L_i| \in \text{bin}\}",
    WANG,
)

MEANINGS = {
    "entry_sizes": Meaning(
        "How large an entry of a gradient is: −2 is a hundredth.",
        r"\log_{10} |\lambda_i \partial_k L_i|",
    ),
    "entry_shares": _SHARES,
    "hand_shares": _SHARES,
    "layer_balance": Meaning(
        "How loud the boundary is beside the equation, layer by layer: 0 is as loud, −1 a tenth.",
        r"\log_{10} \frac{\operatorname{median}_k |\lambda_b \partial_k L_b|}"
        r"{\operatorname{median}_k |\partial_k L_r|}",
        WANG,
    ),
}
