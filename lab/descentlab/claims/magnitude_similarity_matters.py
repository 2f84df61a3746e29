"""Equalising by likeness of length, and nothing else, is what helps."""

from __future__ import annotations

from descentlab.checks.samgs_claims import balance
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

claim = Claim(
    id="magnitude_similarity_matters",
    exhibit="similarity_surgery",
    reference="borsani2025gradient",
    says=("“gradient magnitude similarity plays a crucial role”; the angle is ignored on purpose."),
    parts=(
        Part(
            "where unlike lengths are made equal the worse task ends near the best possible",
            "SAM-GS's worse task over the best possible, equalised",
            at_most=1.25,
        ),
        Part(
            "where they are not it ends far above",
            "SAM-GS's worse task over the best possible, not equalised",
            at_least=1.5,
        ),
        Part(
            "the angle is ignored: one task may lose",
            "SAM-GS's least cosine near opposite gradients of like length",
            at_most=-0.1,
        ),
    ),
    runs={"equalised": {}, "not equalised": {"samgs_gamma": 0.0}},
    measure=balance,
    control=NegativeControl({"ratio": 1.0, "angle": 90.0}, "where they are not", 120),
    scope="Two bowls in a plane, one loss a hundred times the other.",
)
