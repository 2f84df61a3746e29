"""The numbers of `measurements/pinn_solution.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import WANG

MEANINGS = {
    "solution_error": Meaning(
        "How far a network's solution is from the exact one, over the whole domain: 1 is as wrong "
        "as answering 0.",
        r"\frac{\|u - u^{*}\|_2}{\|u^{*}\|_2}",
        WANG,
    ),
    "solution_at": Meaning("The place along the line that is drawn.", r"x"),
    "solution": Meaning(
        "What each network says the solution is along a line, beside the exact one.",
        r"u(x; w),\quad u^{*}(x)",
        WANG,
    ),
    "solution_images": Meaning(
        "The exact solution and each network's, and below them their errors, over the domain.",
        r"u,\quad u - u^{*}",
        WANG,
    ),
    "solution_scores": Meaning(
        "How large each picture is beside the exact solution: in the lower row, the relative "
        "error.",
        r"\frac{\|u\|_2}{\|u^{*}\|_2},\quad \frac{\|u - u^{*}\|_2}{\|u^{*}\|_2}",
        WANG,
    ),
}
