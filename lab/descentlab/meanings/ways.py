"""The numbers of `measurements/ways.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import CAUCHY, POLYAK

MEANINGS = {
    "ways": Meaning(
        "Where each optimizer is after 0, 1, 2, ... steps from the start you set.",
        r"w_0, w_1, \dots, w_T",
    ),
    "way_steps": Meaning("Steps from the start.", "t"),
    "way_losses": Meaning("How high each optimizer stands after that many steps.", "L(w_t)"),
    "way_sharpness": Meaning(
        "The largest curvature where each optimizer stands; gradient descent swings outwards where "
        "its line is above 2/η.",
        r"\lambda_1\!\left(\nabla^2 L(w_t)\right)",
        POLYAK,
    ),
    "heads": Meaning("Where each optimizer stands at this step.", "w_t"),
    "head_losses": Meaning("How high each optimizer stands at this step.", "L(w_t)"),
    "ground": Meaning("The surface the optimizers descend on.", "L(x, y)"),
    "descent": Meaning(
        "The direction in which the loss falls fastest.", r"-\nabla L(x, y)", CAUCHY
    ),
}
