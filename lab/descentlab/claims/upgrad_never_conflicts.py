"""UPGrad's update conflicts with no objective."""

from __future__ import annotations

from descentlab.checks.upgrad_claims import odds
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

ENSEMBLES = {
    "three tasks": {},
    "heavy tails": {"ensemble": "heavy tails"},
    "lengths thousands apart": {"spread": 4.0},
    "at odds": {"agreement": -0.9},
    "more tasks than weights": {"tasks": 6, "dimension": 3},
}

claim = Claim(
    id="upgrad_never_conflicts",
    exhibit="conflict_odds",
    reference="quinton2024jacobian",
    says="“the update should not conflict with any objective”: UPGrad's does not.",
    figure="0 %",
    parts=(
        *(
            Part(f"UPGrad conflicts with none, {name}", f"odds of UPGrad, {name}", 0, 0)
            for name in ENSEMBLES
        ),
        Part(
            "the mean does with a half, as a trial of 2000 counted (51.2 %)",
            "odds of mean, three tasks",
            0.47,
            0.55,
        ),
        Part("PCGrad with some, too (9.2 %)", "odds of PCGrad, three tasks", 0.065, 0.125),
    ),
    runs=ENSEMBLES,
    measure=odds,
    control=NegativeControl({"agreement": 0.9, "spread": 0.0}, "the mean does with a half", 10),
    scope="Random Jacobians, 1950 of each kind; cosines above −1e-6 count as none.",
)
