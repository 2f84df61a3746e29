"""The central flow predicts RMSProp's long-term path."""

from __future__ import annotations

from descentlab.claim import Claim
from descentlab.claims._central_flow import BESIDE, PARTS, SMALL
from descentlab.exhibit import NegativeControl

claim = Claim(
    id="central_flow_rmsprop",
    exhibit="central_flow",
    reference="cohen2025understanding",
    says=(
        "Central flows “predict long-term optimization trajectories for generic neural networks "
        "with a high degree of numerical accuracy”: RMSProp."
    ),
    runs={"": {"optimizer": "rmsprop", "width": 32, "examples": 300}},
    steps=200,
    parts=PARTS,
    beside=BESIDE,
    control=NegativeControl(  # a swing that is damped away moves nothing
        {"damping": 0.5, "width": 4, "examples": 20, "coordinate_lr": 0.01},
        "at most a tenth as far",
        steps=45,
    ),
    scope=SMALL,
)
