"""Accumulating K micro-batches divides the variance by K."""

from __future__ import annotations

from descentlab.checks.gcond_claims import variance
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

claim = Claim(
    id="gcond_variance",
    exhibit="gradient_conductor",
    reference="alveslimarenko2025gcond",
    says=(
        "Accumulating each task's gradient over K micro-batches divides its variance by K, and "
        "with it fall conflicts that are nothing but noise."
    ),
    figure="1/K",
    parts=(
        Part("the variance falls as 1/K", "slope of log variance over log K", -1.1, -0.9),
        Part(
            "fewer than half of the false conflicts are left",
            "false conflicts at K = 16 over those at K = 1",
            at_most=0.5,
        ),
    ),
    steps=30,
    measure=variance,
    control=NegativeControl(
        {"batch": 300, "examples": 30, "width": 4}, "the variance falls as 1/K", 6
    ),
    scope="Micro-batches of 8 digits and a small network; the paper's have 256 pictures.",
)
