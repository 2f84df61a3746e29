"""The numbers of `measurements/convex_edge.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import COHEN_EDGE, KRISHNA_KUMAR

ACROSS = r"\frac{\Delta^{\top}(\nabla f(x + \Delta) - \nabla f(x))}{\|\Delta\|^2}"

MEANINGS = {
    "convex_edge": Meaning(
        "How curved the loss is where the run stands, midway to where it goes next, and on average "
        "across that step, beside 2/η.",
        r"\lambda_1(x),\quad \lambda_1(x + \tfrac{1}{2}\Delta),\quad "
        + ACROSS
        + r",\quad \frac{2}{\eta}",
        COHEN_EDGE,
    ),
    "ratios": Meaning(
        "How far the learning rate is beyond where the minimum loses its stability.",
        r"\log_2 \frac{\eta}{2/\lambda_1(x^{*})}",
    ),
    "late_by_ratio": Meaning(
        "Where the curvatures settle, in units of 2/η: at the edge of stability the sharpness "
        "would be 1.",
        r"\overline{\tfrac{\eta}{2}\lambda_1(x_t)},\quad \overline{\tfrac{\eta}{2}"
        r"\lambda_1(x_t + \tfrac{1}{2}\Delta_t)},\quad \overline{\tfrac{\eta}{2}" + ACROSS + "}",
        KRISHNA_KUMAR,
    ),
    "swings": Meaning(
        "How long the steps are: to zero where a run comes to rest, level where it swings for "
        "ever.",
        r"\|x_{t+1} - x_t\|",
    ),
    "two_entries": Meaning(
        "Two of the weights: a run beyond the edge jumps to and fro between places.",
        r"x_1,\quad x_2",
    ),
}
