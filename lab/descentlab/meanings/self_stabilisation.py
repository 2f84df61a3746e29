"""The numbers of `measurements/self_stabilisation.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import DAMIAN

#: Both taken without their parts along u₁.
PARTS = r"\alpha = -\nabla L \cdot \nabla\lambda_1,\quad \beta = \|\nabla\lambda_1\|^2"

MEANINGS = {
    "sharpening_rates": Meaning(
        "The two forces on the sharpness: training raises it, the swing pushes it down; their sum "
        "predicts the change that is measured.",
        rf"\eta\alpha - \tfrac{{1}}{{2}}\eta\beta x^2,\quad {PARTS}",
        DAMIAN,
    ),
    "swing_amplitude": Meaning(
        "How far the run swings across the valley, beside the swing that would just hold the "
        "sharpness where it is.",
        rf"\sqrt{{\overline{{x^2}}}},\quad \sqrt{{2\alpha/\beta}},\quad {PARTS}",
        DAMIAN,
    ),
    "sharpening_moments": Meaning(
        "What one step contributes: the pull upwards, the strength of the push back, the squared "
        "swing, and the change of λ₁ that was measured.",
        r"\eta\alpha,\quad \tfrac{1}{2}\eta\beta,\quad x^2 = (u_1 \cdot (w - w^{*}))^2,\quad "
        r"\tfrac{1}{2}(\lambda_{t+1} - \lambda_{t-1})",
        DAMIAN,
    ),
}
