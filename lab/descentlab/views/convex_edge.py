"""The views of gradient descent on a convex loss with bounded slopes."""

from __future__ import annotations

from descentlab.view import View

EDGE = View(
    "convex_edge",
    "curve",
    "Sharpness beside 2/η",
    ("convex_edge",),
    "λ₁ where the run stands, midway to where it goes next, and the mean curvature across that "
    "step. A run that jumps to and fro between two places has the last at 2/η exactly: its "
    "gradient turns round at every step. No such law holds for λ₁.",
    {"log": True, "dashed": [3], "bold": [0]},
)
LATE = View(
    "late_by_ratio",
    "profile",
    "Settled sharpness",
    ("ratios", "late_by_ratio"),
    "In units of 2/η, a mean over the last 200 steps, for nine learning rates. 0 is η = 2/λ₁ of "
    "the minimum. To its left the run comes to rest. To its right the edge of stability would be "
    "the level 1.",
    {
        "log": True,
        "xlabel": "log₂ of η over 2/λ₁(x*)",
        "ylabel": "times η/2",
        "lines": [{"at": 0.0, "label": "2/λ₁(x*)"}],
    },
)
SWINGS = View(
    "swings",
    "curve",
    "Length of the steps",
    ("swings",),
    "It falls to nothing where a run comes to rest, and stays where it swings. Slopes are bounded, "
    "so no step is longer than η times the bound, and nothing runs off.",
    {"log": True},
)
JUMPS = View(
    "two_entries",
    "phase",
    "To and fro",
    ("two_entries",),
    "Two entries of x, of the run in hand, the last 60 steps.",
    {"trail": 60, "xlabel": "x₁", "ylabel": "x₂", "names": ["the run"], "equal": True},
)
GAP = View(
    "gap",
    "curve",
    "Gap",
    ("gap",),
    "f less its least value. Beyond the edge it stays up; on separable data there is no minimum "
    "and it falls for ever.",
    {"log": True},
)

VIEWS = (LATE, EDGE, JUMPS, SWINGS, GAP)
