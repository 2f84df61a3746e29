"""In units of ρ_a the onsets of collapse at different temperatures come together."""

from __future__ import annotations

from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

#: 0.992/0.164.
FACTOR = 6.0

claim = Claim(
    id="temperature_spread",
    exhibit="temperature_fingerprint",
    reference="sao2026ghosts",
    says=(
        "Under temperature scaling, measuring steps in units of ρ_a shrinks the spread of onset "
        "thresholds “from standard deviation 0.992 to 0.164”."
    ),
    figure="0.992 to 0.164, a factor of 6.05; of what, and over what, is not said",
    parts=(
        Part(
            "along the bias of one logit the spread is six times smaller",
            "factor, a head bias",
            at_least=FACTOR,
        ),
        Part(
            "there it comes to 0.164 or less, as a deviation of ln r",
            "spread of ln onset in r, a head bias",
            at_most=0.164,
        ),
        Part(
            "uphill, through all layers, it is six times smaller as well",
            "factor, uphill +∇L",
            at_least=FACTOR,
        ),
        Part(
            "along a random direction too",
            "factor, a random direction",
            at_least=FACTOR,
        ),
    ),
    beside=("spread of ln onset in τ, a head bias", "factor, the optimizer's step"),
    control=NegativeControl(
        {"temperatures": 1.2, "width": 8, "examples": 40, "classes": 3},
        "along the bias of one logit the spread is six times smaller",
        steps=60,
    ),
    scope=(
        "Five temperatures from 1/4 to 4, each network trained at its own to the same loss. "
        "Along the optimizer's step and downhill not every network collapses up to r = 30."
    ),
)
