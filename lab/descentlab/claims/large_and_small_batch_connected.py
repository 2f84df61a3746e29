"""Small and large batches end in one basin."""

from __future__ import annotations

from descentlab.claim import CHECK, Claim, Part
from descentlab.exhibit import NegativeControl

BARRIER = "barrier on the straight line, share of the first loss"

claim = Claim(
    id="large_and_small_batch_connected",
    exhibit="one_basin",
    reference="sagun2017empirical",
    says=(
        "Small and large batch gradient descent “appear to converge to different basins of "
        "attraction but […] they are in fact connected through their flat region and so belong to "
        "the same basin”."
    ),
    parts=(
        Part("the straight line has no barrier above 2 % of the first loss", BARRIER, at_most=0.02),
        Part("the two networks are apart", "distance over ‖w‖", 0.05),
        Part("the exhibit's own check holds", CHECK, 1),
    ),
    beside=("barrier on the fitted curve, share of the first loss",),
    control=NegativeControl(
        {"second_start": "shuffled", "width": 8, "examples": 100},
        "the straight line has no barrier",
        steps=50,
    ),
    scope="Both leave one start; the paper goes on with small batches where large ones ended.",
)
