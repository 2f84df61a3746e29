"""π/Δ_a never exceeds the distance of softmax's nearest ghost, and two classes have a formula."""

from __future__ import annotations

from descentlab.checks.bound_claims import bounds
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

claim = Claim(
    id="softmax_bound",
    exhibit="ghosts_of_softmax",
    reference="sao2026ghosts",
    says=(
        "The Taylor series of the cross-entropy along a step reaches to the nearest complex zero "
        "of softmax's partition function; ρ_a = π/Δ_a is a lower bound on its distance, and with "
        "two classes the distance is √(δ²+π²)/Δ_a."
    ),
    figure="π/Δ_a; with two classes √(δ²+π²)/Δ_a",
    runs={"many": {}, "two": {"classes": 2}},
    measure=bounds,
    parts=(
        Part(
            "π/Δ_a never exceeds the distance of the nearest zero",
            "many: share of steps with ρ_a ≤ ρ*",
            at_least=1.0,
        ),
        Part(
            "with two classes √(δ²+π²)/Δ_a is that distance",
            "two: √(δ²+π²)/Δ_a off from ρ* by",
            at_most=1e-9,
        ),
        Part(
            "at 0.7 of it the Taylor sums converge",
            "many: share of readings where the series converges inside",
            at_least=0.95,
        ),
        Part(
            "and at 1.5 of it they diverge",
            "many: share of readings where the series diverges beyond",
            at_least=0.95,
        ),
        Part(
            "nor is there anything nearer than π/Δ_a where the logits are not taken as straight",
            "many: share of readings with ρ_a below that of the true logits",
            at_least=1.0,
        ),
    ),
    beside=("many: median ρ*/ρ_a", "many: √(δ²+π²)/Δ_a off from ρ* by"),
    # where there are three classes the formula of two is a bound and no more
    control=NegativeControl(
        {"classes": 3, "width": 8, "examples": 60},
        "with two classes √(δ²+π²)/Δ_a is that distance",
        steps=20,
    ),
    scope=(
        "A GELU network, whose own singularities lie elsewhere; with tanh or ReLU units the "
        "layers' are often nearer, and ρ_a says nothing of those."
    ),
)
