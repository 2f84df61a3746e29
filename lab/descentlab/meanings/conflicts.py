"""The numbers of `measurements/conflicts.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import QUINTON, YU

COSINE = r"\cos(g_i, g_j) = \frac{g_i \cdot g_j}{\|g_i\| \|g_j\|}"

MEANINGS = {
    "task_losses": Meaning(
        "How wrong the model is at each task, with the losses scaled as the settings say.",
        r"L_i(w)",
    ),
    "task_cosines": Meaning(
        "Whether two tasks pull the same way: 1 the same, 0 at right angles, below 0 what helps "
        "one harms the other.",
        COSINE,
        YU,
    ),
    "task_norms": Meaning(
        "How loud each task is: the mean follows the longest gradient most.",
        r"\|g_i\|_2,\quad g_i = \nabla L_i(w)",
        YU,
    ),
    "similarity": Meaning(
        "Whether two gradients are of like length: 1 for equal ones, about 2/r where one is r "
        "times as long.",
        r"\Psi_{ij} = \frac{2\,\|g_i\| \|g_j\|}{\|g_i\|^2 + \|g_j\|^2}",
        YU,
    ),
    "task_weights": Meaning(
        "How much the aggregator in hand listens to each task now: the weight of its gradient in "
        "the update.",
        r"\frac{\lambda_i}{\sum_j |\lambda_j|},\quad d = \sum_j \lambda_j g_j",
        QUINTON,
    ),
    "task_progress": Meaning(
        "What the update gains each task, to first order: 1 is as much as its own gradient would, "
        "below 0 it harms the task.",
        r"\frac{g_i \cdot d}{\|g_i\|^2}",
        QUINTON,
    ),
    "leftover": Meaning(
        "How the update treats the task it treats worst: below 0 a step raises that task's loss.",
        r"\min_i \cos(g_i, d)",
        QUINTON,
    ),
    "alignments": Meaning(
        "How far each aggregator's update points the way each task wants: below 0 it works against "
        "the task.",
        r"\cos(g_i, d) = \frac{g_i \cdot d}{\|g_i\| \|d\|}",
        QUINTON,
    ),
    "step_curvature": Meaning(
        "How much the loss bent along the last step: where it is large, one task's gain may be "
        "overestimated and another's harm underestimated.",
        r"\frac{(\nabla L(w + \Delta) - \nabla L(w)) \cdot \Delta}{\|\Delta\|^2} = \int_0^1 "
        r"\frac{\Delta^{\top} H(w + s\Delta)\, \Delta}{\|\Delta\|^2}\, ds",
        YU,
    ),
}
