"""The views of gradient descent on a penalty with a kink."""

from __future__ import annotations

from descentlab.view import View

PROFILE = View(
    "penalty_profile",
    "profile",
    "Norm against penalty",
    ("penalties", "penalty_profile"),
    "Σ|x| against λ. The minimiser's falls until it is zero and stays there. The iterates' (mean "
    "of the last 100 steps) turns and rises: each weight that should be zero hops over the kink "
    "by ηλ, and d of them hopping have the norm $\\frac{1}{2} d\\eta\\lambda$.",
    {"xlabel": "penalty λ", "ylabel": "Σ|x|"},
)
NORMS = View(
    "l1_norms",
    "curve",
    "Norm of the iterates",
    ("l1_norms",),
    "Σ|x| at each step, of the run with the penalty set and of others from the same start.",
    {"log": True, "bold": [0]},
)
GAP = View(
    "gap",
    "curve",
    "How far from the minimum",
    ("gap",),
    "f(x) less its least value. On a smooth convex function it would fall to rounding below 2/η; "
    "at a kink it stops where the hopping begins, and only a shorter step brings it further.",
    {"log": True},
)
SHARPNESS = View(
    "kink_sharpness",
    "curve",
    "Sharpness, where defined",
    ("kink_sharpness",),
    "λ₁ at the iterate and midway to the next, beside 2/η. With a sharp kink both miss it and stay "
    "far below 2/η though the run never settles. A rounded kink has λ/δ at "
    "zero.",
    {"log": True, "dashed": [2]},
)
HOPS = View(
    "two_weights",
    "phase",
    "Two weights that should be zero",
    ("two_weights",),
    "Where the run's x₂ and x₃ are: each jumps to and fro over zero by ηλ.",
    {"trail": 60, "xlabel": "x₂", "ylabel": "x₃", "names": ["the run"], "equal": True},
)

VIEWS = (PROFILE, NORMS, GAP, SHARPNESS, HOPS)
