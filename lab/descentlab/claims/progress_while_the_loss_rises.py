"""Gradient descent makes progress while the loss sometimes rises."""

from __future__ import annotations

from descentlab.checks.progress import progress
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

claim = Claim(
    id="progress_while_the_loss_rises",
    exhibit="central_flow",
    reference="cohen2025understanding",
    says=(
        "Gradient descent makes progress even while the train loss sometimes goes up: it swings "
        "across a valley along whose floor it descends all the time."
    ),
    runs={"": {"width": 16, "examples": 200, "lr": 0.8}},
    steps=130,
    measure=progress,
    parts=(
        Part(
            "the loss rises at a tenth of the steps or more",
            "share of steps on which the loss rose",
            at_least=0.1,
        ),
        Part(
            "at 95 % of just those steps the loss of the central flow falls",
            "share of those on which the central flow's loss fell",
            at_least=0.95,
        ),
        Part(
            "the loss of the midpoint falls by a tenth or more in all",
            "midpoint's loss, last over first",
            at_most=0.9,
        ),
    ),
    beside=("share of steps on which the central flow's loss rose",),
    control=NegativeControl(  # a step too small for the edge: no swing, and no step that rises
        {"lr": 0.01, "lead": "optimizer", "width": 6, "examples": 40},
        "the loss rises at a tenth",
        steps=20,
    ),
    scope="A small MLP on digits.",
)
