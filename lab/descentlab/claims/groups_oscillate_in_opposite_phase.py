"""Two groups with opposing signals swing in opposite phase at the edge."""

from __future__ import annotations

from descentlab.claim import CHECK, Claim, Part
from descentlab.exhibit import NegativeControl

claim = Claim(
    id="groups_oscillate_in_opposite_phase",
    exhibit="opposing_signals",
    reference="rosenfeld2024outliers",
    says=(
        "Paired groups of outliers “dominate the network output throughout training and provide "
        "gradients which point in opposite directions”; at the edge their loss oscillates “between "
        "high on one group and then the other”."
    ),
    parts=(
        Part(
            "the groups' losses alternate in opposite phase",
            "correlation of the groups' swings",
            at_most=-0.8,
        ),
        Part("they hold most of the pull along u₁", "share of Σ(∇ℓ·u₁)² in the planted", 0.6),
        Part("the exhibit's own check holds", CHECK, 1),
    ),
    beside=("sharpness without the planted over that with them",),
    control=NegativeControl(
        {"magnitude": 0.0, "lr": 1.0, "width": 8, "examples": 100},
        "the groups' losses alternate in opposite phase",
        steps=40,
    ),
    scope="Groups planted in digits; the paper finds them in CIFAR-10 and in text as they are.",
)
