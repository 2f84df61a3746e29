"""The numbers of `measurements/gauss_newton_split.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import SAGUN

MEANINGS = {
    "split_rank": Meaning("The place of an eigenvalue, counted from the largest.", r"i"),
    "split": Meaning(
        "What of the sharpness comes from the data and the slopes of the network (G), and what "
        "from the network's own bending (R).",
        r"H = G + R,\quad G = \frac{1}{n}\sum_i J_i^{\top} \nabla_z^2 \ell_i\, J_i,\quad "
        r"J_i = \frac{\partial z_i}{\partial w}",
        SAGUN,
    ),
}
