"""The central flow predicts Scalar RMSProp's long-term path."""

from __future__ import annotations

from descentlab.claim import Claim
from descentlab.claims._central_flow import BESIDE, PARTS, SMALL
from descentlab.exhibit import NegativeControl

claim = Claim(
    id="central_flow_scalar_rmsprop",
    exhibit="central_flow",
    reference="cohen2025understanding",
    says=(
        "Central flows “predict long-term optimization trajectories for generic neural networks "
        "with a high degree of numerical accuracy”: Scalar RMSProp."
    ),
    runs={"": {"optimizer": "scalar_rmsprop", "width": 24, "examples": 300}},
    steps=220,
    parts=PARTS,
    beside=BESIDE,
    control=NegativeControl(  # a swing that is damped away moves nothing
        {"damping": 0.5, "width": 4, "examples": 20, "scalar_lr": 0.3},
        "at most a tenth as far",
        steps=45,
    ),
    scope=SMALL,
)
