"""The numbers of `measurements/surgery.py`."""

from descentlab.meanings.conflicts import MEANINGS as OF_CONFLICTS
from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import BORSANI
from descentlab.meanings.update_field import MEANINGS as OF_FIELDS

MEANINGS = {
    "lane_places": Meaning("Where the weights of each lane are now.", r"w = (x, y)"),
    "similarity": OF_CONFLICTS["similarity"],
    "gamma": Meaning(
        "Where SAM-GS changes its ways: gradients less alike than this are made equally long, "
        "others are modulated by their past.",
        r"\gamma",
        BORSANI,
    ),
    "sam_gs_regime": Meaning(
        "Which of its two ways SAM-GS goes here.",
        r"\mathbf{1}[\Psi < \gamma],\quad \mathbf{1}[\Psi \ge \gamma]",
        BORSANI,
    ),
    "relative_losses": Meaning(
        "What each loss has come to beside what it was at the start: below 1 the task has gained.",
        r"\frac{f_i(w_t)}{f_i(w_0)}",
    ),
    "worse_task": Meaning(
        "How the task that fares worse is doing beside its start: above 1 it has been sacrificed.",
        r"\max_i \frac{f_i(w_t)}{f_i(w_0)}",
    ),
    "surgery_field": Meaning(
        "Which way SAM-GS would step first from each place, with nothing remembered.",
        r"-A(J(w)),\quad J = \left(\nabla f_1, \nabla f_2\right)^{\top}",
        BORSANI,
    ),
    "regime": Meaning(
        "Which of its two ways SAM-GS goes at each place: 1 where it modulates, 0 where it "
        "equalises.",
        r"\mathbf{1}[\Psi \ge \gamma]",
        BORSANI,
    ),
    "front": OF_FIELDS["front"],
}
