"""The numbers of `measurements/conflict_odds.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import QUINTON, WILSON

#: Of a Jacobian whose rows are the gradients gᵢ, and the update d made of them.
CONFLICT = r"\min_i \cos(g_i, d) < 0"

MEANINGS = {
    "odds": Meaning(
        "How often the update works against one of its tasks: the share of all Jacobians drawn so "
        "far.",
        rf"\frac{{1}}{{n}} \#\left\{{{CONFLICT}\right\}}",
        QUINTON,
    ),
    "odds_interval": Meaning(
        "The same share with its 95 % interval: the truth lies within in 95 of 100 such counts.",
        r"\frac{\hat{p} + \frac{z^2}{2n} \pm z\sqrt{\frac{\hat{p}(1 - \hat{p})}{n} + "
        r"\frac{z^2}{4n^2}}}{1 + \frac{z^2}{n}},\quad z = 1.96",
        WILSON,
    ),
    "leftover_at": Meaning("The least cosine that is counted up to.", r"x"),
    "leftover_below": Meaning(
        "How badly an update treats the worst of its tasks: the share of Jacobians whose least "
        "cosine is at most x; left of 0 is harm.",
        r"\frac{1}{n} \#\left\{\min_i \cos(g_i, d) \le x\right\}",
        QUINTON,
    ),
    "odds_by_tasks": Meaning(
        "How often the update works against one of its tasks when there are more of them, 2 to 8.",
        rf"\frac{{1}}{{n}} \#\left\{{{CONFLICT}\right\}}",
        QUINTON,
    ),
    "drawn": Meaning("How many Jacobians have been counted since the settings changed.", r"n"),
}
