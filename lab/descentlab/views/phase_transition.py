"""The views of six networks and what steps of r times ρ_a do to them."""

from __future__ import annotations

from descentlab.view import View

WALK = View(
    "walk",
    "profile",
    "Accuracy after r · ρ_a",
    ("walk_r", "walk_accuracy"),
    "Each network takes one step along the chosen direction, r times its ρ_a long, and the "
    "training accuracy is measured there (nothing is trained). 0 is r = 1, 1 is r = 10. A ring "
    "marks the onset: the first r that costs five points.",
    {
        "marks": "onset_place",
        "lines": [{"at": 0.0, "label": "r = 1"}],
        "xlabel": "log₁₀ r",
        "ylabel": "accuracy",
    },
)
RAW = View(
    "raw",
    "profile",
    "The same by length",
    ("walk_tau", "walk_accuracy"),
    "The same accuracies against the length τ of the step in weight space. Along ±∇L the breaks "
    "lie about twice as far apart here as in units of ρ_a; along a head bias ρ_a is π for all "
    "networks and nothing changes.",
    {"xlabel": "log₁₀ τ", "ylabel": "accuracy"},
)
DROPS = View(
    "drops",
    "matrix",
    "Accuracy lost below r = 1",
    ("drops",),
    "The most accuracy lost at r = 0.5, 0.75 and 0.99, now, along the optimizer's step, downhill "
    "−∇L, uphill +∇L, a random direction and the bias of the one logit whose rise costs most. "
    "Early in training the cells light up, below r = 1.",
    {"low": 0.0, "high": 0.5, "digits": 2, "columnlabel": "direction"},
)
LOST = View(
    "bias_drop",
    "curve",
    "Accuracy lost at r = 0.99, one bias",
    ("bias_drop",),
    "What one step of r = 0.99 costs that raises the bias of a single logit, the one that costs "
    "most. Along it ρ_a is π, whatever the network. Above the line is a collapse.",
    {"lines": [{"at": 0.05, "label": "collapse"}]},
)
ACCURACY = View(
    "network_accuracy",
    "curve",
    "Training accuracy",
    ("network_accuracy",),
    "The share of training examples whose largest logit is the right one.",
)
RISK = View(
    "at_risk",
    "curve",
    "Answers that could change at r = 1",
    ("at_risk",),
    "The share of examples whose two largest logits lie less than π apart. To first order a step "
    "of length ρ_a moves no gap by more than π: only these can change their answer.",
)
RATIO = View(
    "loss_ratio",
    "curve",
    "What the loss does below r = 1",
    ("loss_ratio",),
    "The largest loss after a step of r = 0.5, 0.75 or 0.99 in any direction, over the loss before "
    "it. Accuracy may hold where the loss rises several-fold.",
    {"log": True, "lines": [{"at": 1.0, "label": "unchanged"}]},
)
ONSET = View(
    "onset",
    "curve",
    "Onset r",
    ("onset",),
    "The first r along the chosen direction that costs five points of accuracy; no line where "
    "none does up to r = 30.",
    {"log": True, "lines": [{"at": 1.0, "label": "r = 1"}]},
)
LOSS = View(
    "network_loss",
    "curve",
    "Training loss",
    ("network_loss",),
    "The cross-entropy over all training examples. The claim is about networks that have come "
    "below the line.",
    {"log": True, "lines": [{"at": 0.01, "label": "converged"}]},
)

VIEWS = (WALK, RAW, LOST, RISK, RATIO, ACCURACY, ONSET, LOSS, DROPS)
