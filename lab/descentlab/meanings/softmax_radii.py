"""The numbers of `measurements/softmax_radii.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import SAO

#: The slopes a are the logits' along the step, a unit of distance.
RHO_A = r"\rho_a = \min_i \frac{\pi}{\Delta_i},\quad \Delta_i = \max_k a_{ik} - \min_k a_{ik}"

MEANINGS = {
    "radii": Meaning(
        "How far along the step ahead the lab can see: two bounds on the distance of softmax's "
        "nearest ghost, the quadratic's length, and the step itself.",
        rf"{RHO_A},\quad t_c = \frac{{-2\nabla L^{{\top}} v}}{{v^{{\top}} H v}},\quad "
        r"\tau = \|p\|",
        SAO,
    ),
    "step_ratio": Meaning(
        "How long the step ahead is in softmax radii: below 1 the loss's Taylor series is certain "
        "to hold as far as the step goes.",
        rf"r = \frac{{\tau}}{{\rho_a}},\quad {RHO_A}",
        SAO,
    ),
    "answers": Meaning(
        "How many answers the step ahead may change, to first order, and how many the last one "
        "did change.",
        r"\frac{1}{n}\sum_i \mathbf{1}[z_{i(1)} - z_{i(2)} < r\pi],\quad "
        r"\frac{1}{n}\sum_i \mathbf{1}[\hat{y}_i(w_t) \ne \hat{y}_i(w_{t-1})]",
        SAO,
    ),
}
