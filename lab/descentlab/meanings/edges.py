"""The numbers of `measurements/edges.py`."""

from descentlab.meanings.loss import MEAN_LOSS
from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import COHEN_ADAPTIVE, ISLAMOV, MISHKIN

MEANINGS = {
    "edge_ratios": Meaning(
        "How near each optimizer stands to its own edge of stability: at 1 it is there, whatever "
        "sharpness means to it.",
        r"S/s,\quad S \text{ its sharpness, } s \text{ its threshold}",
        COHEN_ADAPTIVE,
    ),
    "edge_values": Meaning(
        "The curvature each optimizer is judged by: λ₁ of the Hessian, of the preconditioned one, "
        "batch sharpness, or the curvature in its own norm.",
        r"S = \lambda_1(H),\; \lambda_1(D^{-1}H),\; \operatorname{E}_B\left[\frac{g_B^{\top} H_B "
        r"g_B}{\|g_B\|^2}\right],\; \max_{\|d\| \le 1} d^{\top} H d",
        f"{COHEN_ADAPTIVE}; {ISLAMOV}",
    ),
    "edge_thresholds": Meaning(
        "The sharpness at which each optimizer stops being stable on a quadratic, with its "
        "settings as they are.",
        r"s = \frac{2}{\eta},\; \frac{2(1+\beta)}{\eta},\; \frac{2+2\beta_1}{(1-\beta_1)\eta},\; "
        r"\dots",
        COHEN_ADAPTIVE,
    ),
    "step_ratios": Meaning(
        "Whether the step each optimizer takes now is too long for the curvature it meets: above 1 "
        "it raises the loss, to second order.",
        r"\frac{v^{\top} H v}{-2\, g^{\top} v},\quad v = w^{+} - w",
        MISHKIN,
    ),
    "race_losses": Meaning(
        "The training loss of each optimizer's own run, over all examples.",
        MEAN_LOSS,
    ),
}
