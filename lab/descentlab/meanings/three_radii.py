"""The numbers of `measurements/three_radii.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.softmax_radii import RHO_A
from descentlab.meanings.sources import SAO, SEMENOV

#: How far the gradient is what a linear model of it says.
GAMMA = (
    r"\gamma = \max \{\gamma : \|\nabla L(w + sv) - \nabla L(w) - sHv\| \le "
    r"\|\nabla L(w)\|\, s/\gamma \;\;\forall\, 0 < s \le \gamma\}"
)

MEANINGS = {
    "step_lengths": Meaning(
        "Four answers to how far the step ahead may be trusted, and its length τ, all as distances "
        "in weight space.",
        rf"{RHO_A},\quad \rho^{{*}},\quad \gamma,\quad "
        r"t_c = \frac{-2\nabla L^{\top} v}{v^{\top} H v},\quad \tau = \|p\|",
        f"{SAO}; {SEMENOV}",
    ),
    "step_shares": Meaning(
        "The step ahead in units of each length: above 1 it is longer than that length allows.",
        r"\frac{\tau}{\rho_a},\; \frac{\tau}{\rho^{*}},\; \frac{\tau}{\gamma},\; "
        r"\frac{\tau}{t_c},\; \frac{\tau\lambda_1}{2\|\nabla L\|}",
        f"{SAO}; {SEMENOV}",
    ),
    "tail_ratios": Meaning(
        "How far the linear model of the gradient holds, and how long the step is, in units of the "
        "quadratic's length.",
        r"\frac{\gamma}{t_c},\quad \frac{\tau}{t_c}",
        SEMENOV,
    ),
    "gammas": Meaning(
        "Where the linear model of the gradient is wrong by as much as the gradient itself, and "
        "the γ with which the last step was taken.",
        GAMMA,
        SEMENOV,
    ),
    "rejected_gammas": Meaning(
        "How many values of γ regularised Newton tried in vain before its last step was accepted.",
        r"\#\{\gamma \text{ refused}\}",
        SEMENOV,
    ),
    "ghost_ahead": Meaning(
        "Where the nearest ghost stands: 1 straight ahead, 0 beside the run, −1 straight behind.",
        r"\frac{\operatorname{Re} t^{*}}{|t^{*}|},\quad |t^{*}| = \rho^{*}",
        SAO,
    ),
}
