"""The numbers of `measurements/slices.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import LI

MEANINGS = {
    "slice_t": Meaning(
        "How far from the run, along a straight line, the loss is looked at; the stretch is the "
        "same for all three lines.",
        r"|t| \le \sqrt{4L(w)/\lambda_1}",
    ),
    "slice_loss": Meaning(
        "The loss on straight lines through the run: down the gradient, across the sharpest "
        "valley, and in a random direction.",
        r"L(w + tv),\quad v = -\frac{\nabla L}{\|\nabla L\|},\; u_1,\; \text{random}",
        LI,
    ),
    "slice_model": Meaning(
        "What slope and curvature at the run alone would make of the loss: where the curves part, "
        "the valley is no bowl.",
        r"L + t\,\nabla L^{\top} v + \tfrac{1}{2} t^2\, v^{\top} H v",
    ),
    "slice_error": Meaning(
        "The error of drawing the slice through the places where the loss was evaluated, as "
        "estimated.",
        r"\max_t |L_{\text{drawn}}(t) - L(w + tv)|",
    ),
}
