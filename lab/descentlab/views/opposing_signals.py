"""The views of examples that pull against each other."""

from __future__ import annotations

from descentlab.measurements.loss_changes import ENDS as CHANGED
from descentlab.measurements.opposing_signals import ENDS
from descentlab.view import View
from descentlab.views import edge

IMAGES = View(
    "images",
    "images",
    "Who pulls",
    ("group_images", "group_scores"),
    "The training examples whose loss rises most as the weights move along u₁, and those whose "
    "loss falls most; under each its $\\nabla\\ell_i \\cdot u_1$. At the edge the weights swing "
    "along u₁: one row's loss goes up as the other's goes down.",
    {"groups": list(ENDS)},
)
CHANGES = View(
    "changes",
    "images",
    "Whose loss changed most",
    ("change_images", "change_scores"),
    "The training examples whose loss the very last step raised most, and those whose loss it "
    "lowered most, with the change under each. No curvature is asked for, and yet at the edge they "
    "are the ones that pull along u₁; from one step to the next the rows change places.",
    {"groups": list(CHANGED)},
)
LOSSES = View(
    "group_losses",
    "curve",
    "Losses of the groups",
    ("group_losses",),
    "The mean loss of each planted group and of all other examples. Zoom in: at the edge the two "
    "groups alternate in opposite phase, and the rest hardly notices.",
    {"bold": [0, 1], "dashed": [2]},
)
SHARES = View(
    "signal_shares",
    "curve",
    "How few carry it",
    ("signal_shares",),
    "Of $\\sum_i (\\nabla\\ell_i \\cdot u_1)^2$, what the largest 6 % of all examples hold, and "
    "what the planted groups hold; the share of the planted among as many examples with the "
    "largest $|\\nabla\\ell_i \\cdot u_1|$; and the cancellation, 0 where all signals oppose each "
    "other, 1 where none does.",
)
PHASE = View(
    "counter_phase",
    "profile",
    "In counter-phase",
    ("swing_step", "group_swings"),
    "The last thirty steps, close up: the part of each group's loss that alternates from step to "
    "step, $\\frac{1}{4}(2\\ell_t - \\ell_{t-1} - \\ell_{t+1})$. Where one group's is up, the "
    "other's is down.",
    {"xlabel": "steps ago", "ylabel": "alternating part"},
)
SHARPNESS = View(
    "sharpness",
    "eigenvalues",
    "Sharpness against the edge",
    ("eigenvalues",),
    "The largest eigenvalues of P⁻¹H, H of the loss as it is weighted now and P the optimizer's "
    "preconditioner: of gradient descent 1/η, so that this is ηλ. Above 2 a quadratic would make "
    "the swing grow.",
    {"threshold": "threshold", "residuals": "residuals"},
)
ABLATION = View(
    "ablation",
    "curve",
    "Whose sharpness?",
    ("ablation",),
    "The largest eigenvalue of P⁻¹H at the same weights with both groups in the loss and with both "
    "taken out, whatever their weight in training is now. The edge is at 2.",
    {"lines": [{"at": 2.0, "label": "edge"}], "bold": [1]},
)

VIEWS = (
    IMAGES,
    CHANGES,
    PHASE,
    LOSSES,
    ABLATION,
    SHARPNESS,
    SHARES,
    edge.OSCILLATION,
    edge.LOSS,
)
