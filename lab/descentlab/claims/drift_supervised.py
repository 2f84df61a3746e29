"""On a network, the flows with the drift in them stay with gradient descent."""

from __future__ import annotations

from descentlab.claim import CHECK, Claim, Part
from descentlab.exhibit import NegativeControl

claim = Claim(
    id="drift_supervised",
    exhibit="discretisation_drift",
    reference="barrett2021implicit",
    says=(
        "Gradient descent follows, closer than gradient flow, the flow of L + (η/4)‖∇L‖²: its "
        "finite steps penalise large gradients."
    ),
    parts=(
        Part(
            "while ηλ₁ < 1 the modified loss's flow is at most half as far as gradient flow",
            "modified loss's distance over gradient flow's",
            at_most=0.5,
        ),
        Part(
            "and so is the principal flow",
            "principal flow's distance over gradient flow's",
            at_most=0.5,
        ),
        Part("the exhibit's own check holds", CHECK, 1),
    ),
    beside=("last step with ηλ₁ < 1", "largest ηλ₁ of the run"),
    control=NegativeControl(  # flows want a smooth loss: across the kinks of ReLU none can go on
        {"activation": "relu", "width": 8, "examples": 60},
        "at most half as far as gradient flow",
        steps=10,
    ),
    scope="How near the paths are; not that the penalty generalises better.",
)
