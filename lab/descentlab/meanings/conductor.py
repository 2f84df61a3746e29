"""The numbers of `measurements/conductor.py`."""

from descentlab.meanings.conflicts import COSINE
from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import CONDUCTOR, QUINTON

_TASK = Meaning("How wrong each lane is at this task, over all examples.", r"L_i(w)")

MEANINGS = {
    "lane_losses": Meaning(
        "The mean of the tasks' losses in each lane, over all examples.",
        r"\frac{1}{m}\sum_{i=1}^{m} L_i(w)",
    ),
    "lane_first": _TASK,
    "lane_second": _TASK,
    "lane_third": _TASK,
    "lane_shares": Meaning(
        "How a lane does beside plain SGD on the same mini-batches: below 1 it is ahead.",
        r"\frac{\sum_i L_i(w)}{\sum_i L_i(w_{\text{sum of each}})}",
        CONDUCTOR,
    ),
    "lane_passes": Meaning(
        "What a lane has cost so far: a sum and the stochastic mode take one backward pass of a "
        "micro-batch, gradients task by task one each.",
        r"K t \;\text{ or }\; m K t",
        CONDUCTOR,
    ),
    "round_cosines": Meaning(
        "Whether two tasks' accumulated gradients pull the same way: below 0 GCond resolves them.",
        COSINE,
        CONDUCTOR,
    ),
    "round_table": Meaning(
        "Whether two tasks' accumulated gradients pull the same way, as a table.",
        COSINE,
        CONDUCTOR,
    ),
    "round_kept": Meaning(
        "How much of each task's gradient GCond leaves: 1 is all of it, 0 where the task was "
        "dropped.",
        r"\frac{\|g_i'\|}{\|g_i\|}",
        CONDUCTOR,
    ),
    "round_leftover": Meaning(
        "How GCond's update treats the task it treats worst: below 0 a step raises that task's "
        "loss.",
        r"\min_i \cos(g_i, d),\quad d = \sum_i g_i'",
        QUINTON,
    ),
    "round_gradients": Meaning(
        "The gradients that a round has accumulated, as arrows: lengths and angles are true.",
        r"g_i = \frac{1}{K}\sum_{k=1}^{K} \nabla L_i(w; B_k)",
        CONDUCTOR,
    ),
    "round_updates": Meaning(
        "What GCond leaves of each gradient, and their sum, which is its update.",
        r"g_i',\quad d = \sum_i g_i'",
        CONDUCTOR,
    ),
    "round_rays": Meaning(
        "The edges of the cone of updates that raise no task's loss, to first order.",
        r"\{x : g_i \cdot x \ge 0 \;\text{ for all } i\}",
        QUINTON,
    ),
}
