"""The views of how often updates conflict."""

from __future__ import annotations

from descentlab.view import View

ODDS = View(
    "odds",
    "curve",
    "How often somebody pays",
    ("odds",),
    "The share of all Jacobians so far for which the aggregator's step raises some task's loss, to "
    "first order.",
)
LEFTOVER = View(
    "leftover",
    "profile",
    "How badly, or how well",
    ("leftover_at", "leftover_below"),
    "For each aggregator the share of Jacobians whose least cosine between the update and a "
    "gradient is at most what the axis says. Left of 0 is conflict: a rule without any starts at "
    "0. A step up at 0 are updates on the face of the cone, where some task gains nothing.",
    {
        "lines": [{"at": 0.0, "label": "no conflict"}],
        "xlabel": "least cosine with a gradient",
        "ylabel": "share below",
    },
)
BY_TASKS = View(
    "by_tasks",
    "matrix",
    "More tasks, more conflict",
    ("odds_by_tasks",),
    "The odds with 2 to 8 tasks in the same number of weights: each number of tasks takes its "
    "turn, a step at a time. Some fields fill in later.",
    {"low": 0.0, "high": 1.0, "columnlabel": "tasks"},
)
TABLE = View(
    "table",
    "matrix",
    "How sure",
    ("odds_interval",),
    "The share so far, and the interval that would hold the true odds in 95 % of such counts.",
    {"low": 0.0, "high": 1.0, "digits": 3},
)

VIEWS = (ODDS, LEFTOVER, BY_TASKS, TABLE)
