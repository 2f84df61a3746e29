"""SAM-GS serves two tasks alike, whatever the scale of one."""

from __future__ import annotations

from descentlab.checks.samgs_claims import balance
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

SCALES = ("10 to 1", "100 to 1", "1000 to 1")

claim = Claim(
    id="samgs_balances_scales",
    exhibit="similarity_surgery",
    reference="borsani2025gradient",
    says="Gradients of unlike magnitude are equalised: progress is balanced at any scale.",
    parts=(
        *(
            Part(
                f"SAM-GS's worse task ends within a quarter of the best possible, {scale}",
                f"SAM-GS's worse task over the best possible, {scale}",
                at_most=1.25,
            )
            for scale in SCALES
        ),
        *(
            Part(
                f"the mean's ends half as far above it again, {scale}",
                f"mean's worse task over the best possible, {scale}",
                at_least=1.5,
            )
            for scale in SCALES
        ),
    ),
    runs=dict(zip(SCALES, ({"ratio": 10.0}, {"ratio": 100.0}, {"ratio": 1000.0}), strict=True)),
    measure=balance,
    control=NegativeControl({"samgs_gamma": 0.0}, "SAM-GS's worse task ends", 120),
    scope="Two bowls in a plane; the paper's multi-task benchmarks were not tried.",
)
