"""The numbers of `measurements/drift_errors.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import ROSCA

MEANINGS = {
    "log_steps": Meaning(
        "The step size tried, in doublings of the present one.", r"\log_2(h/\eta)"
    ),
    "step_errors": Meaning(
        "How far a single step of that size lands from where each flow goes in the same time: a "
        "line that falls twice as steeply is an order better.",
        r"\|w(1) - (w - h\nabla L)\|_2",
        ROSCA,
    ),
}
