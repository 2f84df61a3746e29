"""UPGrad's update is linear in the lengths of the gradients."""

from __future__ import annotations

from descentlab.checks.upgrad_claims import scaling
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

BENT = "departure from linear, "

claim = Claim(
    id="upgrad_scales_with_each_norm",
    exhibit="conflict_odds",
    reference="quinton2024jacobian",
    says=(
        "“should scale proportionally to the norm of each gradient”: UPGrad is linear under "
        "scaling, and no other rule that never conflicts is."
    ),
    parts=(
        Part("UPGrad is linear", BENT + "UPGrad", at_most=1e-6),
        Part(
            "MGDA and DualProj are not",
            "least departure of another rule that never conflicts",
            at_least=0.01,
        ),
    ),
    steps=2,
    measure=scaling,
    beside=(BENT + "mean", BENT + "PCGrad", BENT + "MGDA", BENT + "DualProj"),
    control=NegativeControl(
        {"agreement": 0.9, "spread": 0.0, "dimension": 20}, "MGDA and DualProj are not", 2
    ),
    scope="50 random Jacobians of three gradients in four dimensions a seed.",
)
