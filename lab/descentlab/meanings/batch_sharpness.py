"""The numbers of `measurements/batch_sharpness.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import ANDREYEV

MEANINGS = {
    "sharpness_notions": Meaning(
        "What curvature a mini-batch meets along its own gradient, beside the full batch's λ₁: "
        "with small batches it is the first that comes to 2/η.",
        r"\operatorname{E}_B\left[\frac{g_B^{\top} H_B\, g_B}{\|g_B\|^2}\right],\quad "
        r"\lambda_1(H),\quad \frac{2}{\eta}",
        ANDREYEV,
    ),
    "batch_sharpness_error": Meaning(
        "How uncertain batch sharpness is, from the few batches drawn: its standard error.",
        r"\frac{s}{\sqrt{k}},\quad s \text{ the standard deviation over } k \text{ batches}",
        ANDREYEV,
    ),
}
