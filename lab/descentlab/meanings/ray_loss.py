"""The numbers of `measurements/ray_loss.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import SAO

MEANINGS = {
    "ray_t": Meaning(
        "How far along the step the loss is looked at.",
        r"0 \le t \le 1.6\,\rho^{*}",
    ),
    "ray_loss": Meaning(
        "The loss along the step: true, with the logits taken linear, and as its Taylor series "
        "sees it, which is right only up to ρ*.",
        r"L(w + tv),\quad L_{\text{lin}}(t),\quad \sum_{j \le m} L_{\text{lin}}^{(j)}(0)\, "
        r"\frac{t^j}{j!}",
        SAO,
    ),
    "ray_marks": Meaning("Where the step ahead ends.", r"\tau = \|p\|"),
}
