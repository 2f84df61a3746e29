"""Training instabilities are where a flow with the drift in it says so."""

from __future__ import annotations

from descentlab.checks.drift_instability import instability
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

claim = Claim(
    id="instability_from_drift",
    exhibit="discretisation_drift",
    reference="rosca2023continuous",
    says=(
        "The new flows “can be used to describe learning rate specific behaviours of gradient "
        "descent, such as training instabilities observed in supervised learning”: the principal "
        "flow grows, and training is unstable, where ηλ₁ > 2."
    ),
    runs={"": {"lr": 0.8, "width": 24, "examples": 300, "flow_start": 20000}},
    steps=120,
    measure=instability,
    parts=(
        Part(
            "where the flow grows, the loss rises at a tenth of the steps or more",
            "rises of the loss, a step, ηλ₁ > 2",
            at_least=0.1,
        ),
        Part(
            "where it shrinks, at one in twenty at most",
            "rises of the loss, a step, ηλ₁ < 2",
            at_most=0.05,
        ),
        Part(
            "along u₁ the gradient grows or shrinks as the flow says at 70 % of the steps",
            "growth along u₁ as the flow has it",
            at_least=0.7,
        ),
        Part(
            "where the flow is complex, what lies along u₁ changes sides at 80 % of the steps",
            "changes of side, a step, ηλ₁ > 1",
            at_least=0.8,
        ),
    ),
    beside=("share of steps with ηλ₁ > 2",),
    control=NegativeControl(
        {"lr": 0.1, "width": 8, "examples": 60}, "where the flow grows, the loss rises", steps=20
    ),
    scope="When, not how far: the flow diverges there, and the run, which bends back, does not.",
)
