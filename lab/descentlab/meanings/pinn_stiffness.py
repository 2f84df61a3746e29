"""The numbers of `measurements/pinn_stiffness.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import WANG

MEANINGS = {
    "stiffness": Meaning(
        "How sharply each term bends: the stiffer term decides which steps are short enough.",
        r"\lambda_1(\nabla^2 L_r),\quad \lambda_1(\nabla^2 L_b)",
        WANG,
    )
}
