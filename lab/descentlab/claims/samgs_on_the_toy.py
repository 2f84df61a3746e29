"""SAM-GS on the two-task toy."""

from __future__ import annotations

from descentlab.checks.samgs_claims import arrivals
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

claim = Claim(
    id="samgs_on_the_toy",
    exhibit="pareto_basins",
    reference="borsani2025gradient",
    says="SAM-GS is effective “on synthetic problems”: it reaches the Pareto set.",
    parts=(
        Part("from more starts than the mean", "starts more than the mean", at_least=1),
        Part("from all five starts", "starts that arrive, SAM-GS", at_least=5),
    ),
    measure=arrivals,
    beside=("starts that arrive, mean",),
    control=NegativeControl(
        {"optimizer": "gradient_descent", "lr": 0.03, "beta2": 0.9}, "from all five starts", 40
    ),
    scope="1000 updates of Adam with a short memory; runs in the ravines are chaotic.",
)
