"""The numbers of `measurements/spectrum_summary.py`."""

from descentlab.meanings.meaning import Meaning

MEANINGS = {
    "trace": Meaning(
        "The sum of all eigenvalues: the curvature of all directions together.",
        r"\operatorname{tr} H = \sum_i \lambda_i",
    ),
    "frobenius_norm": Meaning(
        "The size of the whole Hessian, large eigenvalues of either sign counting most.",
        r"\|H\|_F = \sqrt{\textstyle\sum_i \lambda_i^2}",
    ),
    "stable_rank": Meaning(
        "About how many directions share the curvature: 1 where one eigenvalue has it all.",
        r"\frac{\|H\|_F^2}{\|H\|_2^2} = \sum_i \frac{\lambda_i^2}{\max_j \lambda_j^2}",
    ),
}
