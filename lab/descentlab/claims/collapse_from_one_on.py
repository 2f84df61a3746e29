"""No network collapses below r = 1, and collapse appears from r = 1 on."""

from __future__ import annotations

from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

LOST = "most accuracy lost below r = 1, "

claim = Claim(
    id="collapse_from_one_on",
    exhibit="phase_transition",
    reference="sao2026ghosts",
    says=(
        "“Across six tested architectures and multiple step directions, no model fails for r<1, "
        "yet collapse appears once r≥1.”"
    ),
    figure="r = 1",
    parts=(
        Part(
            "no step below r = 1 costs a converged network five points of accuracy, in any of "
            "five directions",
            LOST + "converged",
            at_most=0.05,
        ),
        Part("nor a network on its way there", LOST + "before", at_most=0.05),
        Part(
            "all six have converged, and collapse at some r from 1 on",
            "converged networks that collapse from r = 1 to 30",
            at_least=6,
        ),
        Part(
            "the first of them by r = 2, so that 1 is where it appears",
            "least onset r, converged",
            1.0,
            2.0,
        ),
    ),
    beside=(
        "largest onset r, converged",
        "largest loss ratio below r = 1, converged",
        "counter-example, accuracy before",
        "counter-example, accuracy after",
    ),
    # held where most answers still hang on a gap below π
    control=NegativeControl(
        {"hold_at": 0.7, "width": 6, "examples": 40}, "all six have converged", steps=18
    ),
    scope=(
        "Six networks of 650 to 2 410 weights on 200 digits, by Adam; onsets along Adam's own "
        "step. Failing is losing five points of training accuracy; by the loss networks fail "
        "earlier, which grows up to tenfold below r = 1."
    ),
)
