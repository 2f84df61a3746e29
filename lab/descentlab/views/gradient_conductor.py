"""The views of a gradient conductor."""

from __future__ import annotations

from descentlab.view import View

ARROWS = View(
    "gradient_cone",
    "cone",
    "What GCond does to the gradients",
    ("round_gradients", "round_updates", "round_rays"),
    "Thick: the tasks' gradients gᵢ, accumulated over the round to come, at their true angles. "
    "Thin: what GCond leaves of each, and the sum of these, its update d. The shaded **dual cone** "
    "holds the updates that hurt no task; what lies outside is dashed. What is left of one task "
    "may well lie there; the sum had better not. The step goes along −d.",
    {"unit": True},
)
LOSS = View(
    "lane_losses",
    "curve",
    "Loss on equal data",
    ("lane_losses",),
    "The mean of the tasks' losses over all examples, of each lane.",
    {"log": True, "bold": [0]},
)
SHARE = View(
    "lane_shares",
    "curve",
    "Loss beside plain SGD's",
    ("lane_shares",),
    "The mean of the tasks' losses over all examples, over that of *sum of each*, which is plain "
    "SGD. All lanes have seen the same micro-batches. *Of K*: accumulated, resolved once. *Of "
    "each*: every micro-batch is resolved and stepped on. *Stochastic*: each is for one task.",
    {"bold": [0], "lines": [{"at": 1.0, "label": "plain SGD"}]},
)
NOISE = View(
    "noise",
    "profile",
    "Noise of what is accumulated",
    ("log_count", "noise"),
    "K micro-batches' mean gradient ĝ beside the gradient g of all examples: the mean of "
    "$\\|\\hat{g} - g\\|^2/\\|g\\|^2$ for each task, at the weights shown. Dashed: 1/K. Above 1 "
    "the noise is longer than the signal.",
    {"log": True, "model": "noise_model", "xlabel": "log₂ K", "ylabel": "‖ĝ − g‖²/‖g‖²"},
)
FALSE = View(
    "seen_negative",
    "profile",
    "Conflicts seen",
    ("log_count", "seen_negative"),
    "The share of such means in which two tasks' gradients seem to conflict. Compare *Angles, seen "
    "and true*: where a pair agrees on all examples every such conflict is a false one, and "
    "accumulating removes it. Where a pair does conflict, accumulating shows it.",
    {"xlabel": "log₂ K", "ylabel": "share with cosine < 0"},
)
ROUND = View(
    "round_cosines",
    "curve",
    "Angles seen",
    ("round_cosines",),
    "The cosine of each pair of tasks in the round to come, accumulated over K micro-batches "
    "at GCond's weights. The zones are those of the defaults.",
    {
        "lines": [
            {"at": 0.0, "label": "weak"},
            {"at": -0.5, "label": "main"},
            {"at": -0.8, "label": "critical"},
        ]
    },
)
TRUE = View(
    "true_cosines",
    "curve",
    "Angles, all examples",
    ("true_cosines",),
    "The same without noise: between the gradients of all examples.",
    {"lines": [{"at": 0.0, "label": "no conflict"}]},
)
TABLE = View(
    "round_table",
    "matrix",
    "Who conflicts with whom",
    ("round_table",),
    "The cosines seen in the round to come. Orange is conflict.",
    {"low": -1.0, "high": 1.0, "digits": 2, "rowlabel": "", "columnlabel": "task"},
)
KEPT = View(
    "round_kept",
    "curve",
    "What each task keeps",
    ("round_kept",),
    "$\\|g_i'\\|/\\|g_i\\|$: how much of each accumulated gradient GCond has left. 1 without "
    "conflict, 0 for the loser of a critical one.",
)
PASSES = View(
    "lane_passes",
    "curve",
    "Backward passes",
    ("lane_passes",),
    "What the lanes have cost: one backward pass a micro-batch for a sum and for the stochastic "
    "mode, one for each task where gradients are resolved, whether accumulated or not.",
)

_TASK = "Of each lane, over all examples, under the scales in force."
TASKS = tuple(
    View(f"lane_{key}", "curve", title, (f"lane_{key}",), _TASK, {"log": True, "bold": [0]})
    for key, title in (
        ("first", "Loss of the digit"),
        ("second", "Loss of the parity"),
        ("third", "Loss of the third task"),
    )
)

VIEWS = (ARROWS, SHARE, NOISE, FALSE, ROUND, TRUE, KEPT, TABLE, LOSS, *TASKS, PASSES)
