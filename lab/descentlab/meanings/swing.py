"""The numbers of `measurements/swing.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import COHEN_FLOW

#: The part of the run's place that the midpoint does not have.
SWING = r"\delta = w - w^{*}"

MEANINGS = {
    "swing_xy": Meaning(
        "Where the run stands about its midpoint, along its two sharpest directions: at the edge "
        "it jumps to and fro.",
        rf"(u_1^{{\top}}\delta,\; u_2^{{\top}}\delta),\quad {SWING}",
        COHEN_FLOW,
    ),
    "swing_ellipse": Meaning(
        "The swing's covariance as the central flow predicts it, in the plane of the two sharpest "
        "directions: the run should jump between the ends of the ellipse.",
        r"u_i^{\top} \Sigma\, u_j,\quad i, j \in \{1, 2\}",
        COHEN_FLOW,
    ),
    "sigma": Meaning(
        "How far the run swings along each direction: as the central flow predicts it, and as "
        "measured; nothing is fitted.",
        rf"\Sigma v_i = \sigma_i v_i,\quad (v_i^{{\top}}\delta)^2,\quad {SWING}",
        COHEN_FLOW,
    ),
    "swing_total": Meaning(
        "How far the run swings, all directions together: as predicted, and as measured, both "
        "averaged over the last steps.",
        rf"\operatorname{{tr}}\Sigma,\quad \|\delta\|^2,\quad {SWING}",
        COHEN_FLOW,
    ),
}
