"""The central flow predicts gradient descent's long-term path."""

from __future__ import annotations

from descentlab.claim import Claim
from descentlab.claims._central_flow import BESIDE, PARTS, SMALL
from descentlab.exhibit import NegativeControl

claim = Claim(
    id="central_flow_gradient_descent",
    exhibit="central_flow",
    reference="cohen2025understanding",
    says=(
        "Central flows “predict long-term optimization trajectories for generic neural networks "
        "with a high degree of numerical accuracy”: gradient descent."
    ),
    parts=PARTS,
    beside=BESIDE,
    control=NegativeControl(  # a swing that is damped away moves nothing
        {"damping": 0.5, "width": 4, "examples": 20, "lr": 0.8},
        "at most a tenth as far",
        steps=41,
    ),
    scope=(
        f"{SMALL} With an even smaller one (width 24, 300 examples, 350 steps) one seed of three "
        "ended 16 % as far as the stable flow."
    ),
    slow=True,
)
