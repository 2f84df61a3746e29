"""Every example an objective, beside the mean of all."""

from __future__ import annotations

from descentlab.checks.iwrm_claims import beside_the_mean
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

LOSSES = {"squared error": {}, "cross-entropy": {"loss": "cross_entropy"}}

claim = Claim(
    id="iwrm_against_the_mean",
    exhibit="instance_wise_risk",
    reference="quinton2024jacobian",
    says=(
        "Instance-wise risk minimisation “exhibits promising results compared to the direct "
        "minimization of the average loss”."
    ),
    parts=(
        Part(
            "the mean loss ends lower, squared error",
            "mean loss over the mean's, squared error",
            at_most=0.95,
        ),
        Part(
            "the mean loss ends lower, cross-entropy",
            "mean loss over the mean's, cross-entropy",
            at_most=0.95,
        ),
        *(
            Part(
                f"fresh digits are told at least as well, {name}",
                f"accuracy on fresh digits minus the mean's, {name}",
                at_least=0.0,
            )
            for name in LOSSES
        ),
    ),
    runs=LOSSES,
    measure=beside_the_mean,
    beside=tuple(f"worst loss over the mean's, {name}" for name in LOSSES),
    control=NegativeControl(
        {"aggregator": "mean", "examples": 20, "width": 4}, "the mean loss ends lower", 40
    ),
    scope="64 digits and as many steps of equal length; the paper trains CNNs on small pictures.",
)
