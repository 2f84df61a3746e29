"""The views of examples that pull against each other."""

from __future__ import annotations

from descentlab.measurements.opposing_signals import ENDS
from descentlab.view import View
from descentlab.views import edge

IMAGES = View(
    "images",
    "images",
    "Who pulls",
    ("group_images", "group_scores"),
    "The training examples whose loss rises most as the weights move along u₁, and those whose "
    "loss falls most; under each its ∇ℓ·u₁. At the edge the weights swing along u₁: one row's loss "
    "goes up as the other's goes down.",
    {"groups": list(ENDS)},
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
    "Of Σ(∇ℓᵢ·u₁)², what the largest 6 % of all examples hold, and what the planted groups hold; "
    "the share of the planted among as many examples with the largest |∇ℓᵢ·u₁|; and the "
    "cancellation, 0 where all signals oppose each other, 1 where none does.",
)

VIEWS = (IMAGES, LOSSES, SHARES, edge.SHARPNESS, edge.LOSS, edge.OSCILLATION)
