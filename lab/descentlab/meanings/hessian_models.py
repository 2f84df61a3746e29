"""The numbers of `measurements/hessian_models.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import SEMENOV

MEANINGS = {
    "model_gaps": Meaning(
        "What each lane still has to gain: its loss less the least there is, which is 0 where all "
        "examples can be fitted. A straight line here is a linear rate.",
        r"L(w) - \inf L",
    ),
    "model_shares": Meaning(
        "What the last step left of the gap: level is a linear rate, falling is faster, rising "
        "towards 1 is slower.",
        r"\frac{L(w_t) - \inf L}{L(w_{t-1}) - \inf L}",
    ),
    "model_gradients": Meaning(
        "The length of the gradient over all examples at each lane's weights.",
        r"\|\nabla L(w_t)\|_2",
    ),
    "model_gammas": Meaning(
        "The radius γ with which the last step was accepted: a lane finds it by doubling and "
        "halving, knowing nothing of the loss.",
        r"L - L^+ \ge \frac{\gamma\|\nabla L^+\|^2}{8\|\nabla L\|}",
        SEMENOV,
    ),
    "model_strengths": Meaning(
        "What was added to the Hessian model in the last step: it vanishes with the gradient, so "
        "that the step becomes Newton's own.",
        r"\lambda = \frac{\|\nabla L(w_{t-1})\|}{\gamma}",
        SEMENOV,
    ),
    "model_refused": Meaning(
        "How often the last step had to halve γ before it was accepted; about one a step says that "
        "γ stays where it is.",
        r"\#\{\text{refused } \gamma\}",
        SEMENOV,
    ),
    "model_products": Meaning(
        "Products with the Hessian model that the last step's linear system took: what second "
        "order costs. Each is worth about two gradients.",
        r"\#\{v \mapsto Hv\}",
    ),
    "model_scales": Meaning(
        "Where each lane stands as its gradient vanishes: the slope of its way is the exponent of "
        "γ in ‖∇L‖, and tells the smoothness class.",
        r"\gamma \propto \|\nabla L\|^{\alpha}",
        SEMENOV,
    ),
}
