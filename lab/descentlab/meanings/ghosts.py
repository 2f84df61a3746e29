"""The numbers of `measurements/ghosts.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import SAO

#: The zeros of F are the ghosts.
PARTITION = r"F_i(t) = \sum_k e^{z_{ik} + a_{ik} t}"

MEANINGS = {
    "exact_radius": Meaning(
        "The distance of the nearest ghost of all examples: the loss's Taylor series along the "
        "step reaches so far and no further.",
        rf"\rho^{{*}} = \min_i \min \{{|t| : F_i(t) = 0\}},\quad {PARTITION}",
        SAO,
    ),
    "exact_ratio": Meaning(
        "How long the step ahead is beside the distance of the nearest ghost: above 1 the step "
        "goes past what the series can tell.",
        r"\frac{\tau}{\rho^{*}}",
        SAO,
    ),
    "ghost_logits": Meaning(
        "What the network says to each class of this example, before softmax, at the lens's "
        "temperature.",
        r"z_k / T",
        SAO,
    ),
    "ghost_slopes": Meaning(
        "How fast each class's logit changes along the step: the spread of these slopes decides "
        "how far one can see.",
        r"a_k = \frac{1}{T} \nabla z_k \cdot v,\quad \|v\| = 1",
        SAO,
    ),
    "ghost_zeros": Meaning(
        "Where this example's softmax has no value: complex distances along the step at which its "
        "exponentials cancel.",
        r"F(t) = \sum_k e^{z_k + a_k t} = 0,\quad \operatorname{Im} t > 0",
        SAO,
    ),
    "ghost_radii": Meaning(
        "What is known of this example's nearest ghost: three lower bounds on its distance, the "
        "distance itself, and the step's length.",
        r"\rho_a \le \rho_m \le \rho_{\text{flip}} \le \rho^{*} = \min \{|t| : F(t) = 0\},\quad "
        r"\tau = \|p\|",
        SAO,
    ),
}
