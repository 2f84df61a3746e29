"""The views of one optimizer under several controllers."""

from __future__ import annotations

from descentlab.view import View

ACCURACY = View(
    "arena_accuracies",
    "curve",
    "Training accuracy",
    ("arena_accuracies",),
    "Of each lane, over all examples. All lanes are one until a controller shortens a step or "
    "scales a gradient.",
)
RATIO = View(
    "arena_ratios",
    "curve",
    "The step as taken, over ρ_a",
    ("arena_ratios",),
    "$r = \\|p\\|/\\rho_a$, ρ_a the radius of the batch along the step p that led here. Beyond 1 "
    "the Taylor series of the loss along the step need not reach its end. Below 1 it does, if the "
    "logits are linear along it; that does not say that the loss falls.",
    {"log": True, "lines": [{"at": 1.0, "label": "‖p‖ = ρ_a"}]},
)
LOSS = View(
    "arena_losses",
    "curve",
    "Training loss",
    ("arena_losses",),
    "Cross-entropy over all examples, in nats; ln 10 = 2.3 where nothing is known.",
    {"log": True},
)
STEP = View(
    "arena_steps",
    "curve",
    "Step length, as taken",
    ("arena_steps",),
    "‖p‖ of the step that led here, momentum and all. In the spike the plain lane takes what the "
    "optimizer proposes.",
    {"log": True},
)
RADIUS = View(
    "arena_radii",
    "curve",
    "ρ_a along each lane's step",
    ("arena_radii",),
    "π/Δ_a of the most fragile example of the batch, at the weights before the step. A lane that "
    "has collapsed has large logits and a radius hundreds of times shorter: its ordinary steps are "
    "too long for it now.",
    {"log": True},
)
SHARE = View(
    "arena_shares",
    "curve",
    "Share of the step taken",
    ("arena_shares",),
    "1 where the controller let the optimizer be.",
    {"log": True},
)

VIEWS = (ACCURACY, RATIO, LOSS, STEP, RADIUS, SHARE)
