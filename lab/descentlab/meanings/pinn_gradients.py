"""The numbers of `measurements/pinn_gradients.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import WANG

MEANINGS = {
    "term_losses": Meaning(
        "How badly each network misses the equation (residual) and the conditions around it "
        "(boundary), weights left out.",
        r"L_r,\quad \sum_{i \ge 1} L_i",
        WANG,
    ),
    "steepness": Meaning(
        "How loud the conditions are beside the equation: at 1 both pull as hard, far below 1 the "
        "conditions are not heard.",
        r"\frac{\|\sum_{i \ge 1} \lambda_i \nabla L_i\|}{\|\nabla L_r\|}",
        WANG,
    ),
    "term_weights": Meaning(
        "How much louder the conditions are made: the weight of their loss beside the equation's.",
        r"\frac{\lambda_i}{\lambda_r}",
        WANG,
    ),
    "term_cosine": Meaning(
        "Whether the conditions and the equation pull the same way: below 0 they conflict.",
        r"\cos\left(\nabla L_r,\; \sum_{i \ge 1} \lambda_i \nabla L_i\right)",
        WANG,
    ),
}
