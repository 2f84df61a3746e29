"""The numbers of `measurements/phase_transition.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import SAO

#: The least of a network's examples.
RHO_A = r"\rho_a = \min_i \frac{\pi}{\Delta_i}"

MEANINGS = {
    "walk_r": Meaning(
        "How long the step is that is tried, in softmax radii: 0 is one radius, 1 is ten.",
        r"\log_{10} r,\quad r = \tau/\rho_a",
        SAO,
    ),
    "walk_tau": Meaning(
        "How long the step is that is tried, as a distance in weight space.",
        rf"\log_{{10}} \tau = \log_{{10}} r + \log_{{10}} \rho_a,\quad {RHO_A}",
        SAO,
    ),
    "walk_accuracy": Meaning(
        "How many training examples a network still gets right after a step of that length along "
        "the direction chosen.",
        r"\operatorname{acc}(w + r \rho_a v)",
        SAO,
    ),
    "onset_place": Meaning(
        "Where the accuracy first falls five points below what it was: 0 is one softmax radius.",
        r"\log_{10} \min \{r : \operatorname{acc}(w) - \operatorname{acc}(w + r\rho_a v) > 0.05\}",
        SAO,
    ),
    "onset": Meaning(
        "The shortest step, in softmax radii, that costs five points of accuracy; above 1 the "
        "radius was on the safe side.",
        r"\min \{r : \operatorname{acc}(w) - \operatorname{acc}(w + r\rho_a v) > 0.05\}",
        SAO,
    ),
    "drops": Meaning(
        "The most accuracy that a step shorter than one softmax radius costs, along each "
        "direction: 0 is as hoped.",
        r"\max_{r \in \{0.5,\, 0.75,\, 0.99\}} "
        r"\left[\operatorname{acc}(w) - \operatorname{acc}(w + r\rho_a v)\right]_{+}",
        SAO,
    ),
    "loss_ratio": Meaning(
        "How many times the loss grows at most in a step shorter than one softmax radius: the "
        "radius promises nothing about it.",
        r"\max_{v,\; r < 1} \frac{L(w + r\rho_a v)}{L(w)}",
        SAO,
    ),
    "step_r": Meaning(
        "How long the optimizer's own next step is, in softmax radii.",
        rf"r = \tau/\rho_a,\quad \tau = \|p\|,\quad {RHO_A}",
        SAO,
    ),
}
