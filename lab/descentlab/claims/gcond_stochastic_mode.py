"""GCond's stochastic mode: as good, for one backward pass a micro-batch."""

from __future__ import annotations

from descentlab.checks.gcond_claims import stochastic_mode
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

BATCHES = "300 examples a round"

claim = Claim(
    id="gcond_stochastic_mode",
    exhibit="gradient_conductor",
    reference="alveslimarenko2025gcond",
    says=(
        "“The stochastic mode of GCond achieved a two-fold computational speedup while "
        "maintaining optimization quality”: each micro-batch serves one task only."
    ),
    figure="two-fold with two losses, so m-fold with m; 6144 pictures a round",
    parts=(
        Part(
            "as good as the exact mode, within 5 %",
            f"loss over the exact mode's, {BATCHES}",
            at_most=1.05,
        ),
        Part(
            "three tasks cost a third of the backward passes",
            "passes of the exact mode over the stochastic one's",
            3.0,
            3.0,
        ),
        Part(
            "as good with rounds of 48 examples, too",
            "loss over the exact mode's, 48 examples a round",
            at_most=1.05,
        ),
    ),
    runs={
        BATCHES: {"gcond_steps": 6, "batch": 50},
        "48 examples a round": {"gcond_steps": 6, "batch": 8},
    },
    measure=stochastic_mode,
    beside=(f"loss over the plain sum's, {BATCHES}",),
    control=NegativeControl(
        {"width": 4, "examples": 30, "batch": 1}, "as good as the exact mode", 10
    ),
    seeds=(3, 4, 5),
    scope="Backward passes are counted, no clock is read; a perceptron on digits in place of CNNs.",
)
