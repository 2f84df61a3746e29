"""The central flow predicts gradient descent's long-term path."""

from __future__ import annotations

from descentlab.claim import CHECK, Claim, Part
from descentlab.exhibit import NegativeControl

claim = Claim(
    id="central_flow_gradient_descent",
    exhibit="central_flow",
    reference="cohen2025understanding",
    says=(
        "Central flows “predict long-term optimization trajectories for generic neural networks "
        "with a high degree of numerical accuracy”: gradient descent."
    ),
    parts=(
        Part(
            "the flow is at most a tenth as far from the midpoint as the stable flow",
            "central flow's distance over the stable flow's",
            at_most=0.1,
        ),
        Part(
            "the mean loss is predicted to 5 %",
            "relative error of the predicted mean loss",
            at_most=0.05,
        ),
        Part(
            "the variance of the swing is predicted to 15 %",
            "relative error of the predicted variance",
            at_most=0.15,
        ),
        Part("the exhibit's own check holds", CHECK, 1),
    ),
    beside=("steps at the edge",),
    control=NegativeControl(  # a swing that is damped away moves nothing
        {"damping": 0.5, "width": 4, "examples": 20, "lr": 0.8},
        "at most a tenth as far",
        steps=41,
    ),
    scope=(
        "A small MLP on digits, for hundreds of steps; not the paper's larger networks. With an "
        "even smaller one (width 24, 300 examples) one seed of three left the flow by 16 %."
    ),
    slow=True,
)
