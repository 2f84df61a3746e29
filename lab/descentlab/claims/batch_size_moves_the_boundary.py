"""The critical rate of SGD rises with the batch, as the exact operator says."""

from __future__ import annotations

from descentlab.checks.stability_map import ABOVE, MOVED, measured
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

RUNS = {"equal norms": {}, "unequal norms": {"spread": 1.0}, "diagonal": {"model": "diagonal"}}


def _each(says: str, number: str, low: float, high: float) -> tuple[Part, ...]:
    return tuple(Part(f"{run}: {says}", f"{run}: {number}", low, high) for run in RUNS)


claim = Claim(
    id="batch_size_moves_the_boundary",
    exhibit="stability_map",
    reference="mulayoff2024exact",
    says=(
        "The rate at which a minimum loses its mean square stability under SGD rises with the "
        "batch size to gradient descent's 2/λ₁; seen in runs that know nothing of the operator."
    ),
    parts=(
        *_each(
            "batches of one are left at half of the full batch's rate or less",
            "rate left at, batch 1 over full batch",
            0,
            MOVED,
        ),
        *_each(
            "no larger batch is left earlier",
            "least change of the rate left at, batch to batch",
            0.99,
            1e9,
        ),
        *_each(
            "no run leaves below 0.8 of the exact rate",
            "share of cells left below the boundary",
            0,
            0,
        ),
        *_each("half have left at 2.5 times it", "rate left at over exact, most", 0, ABOVE),
    ),
    runs=RUNS,
    measure=measured,
    control=NegativeControl({"alike": 1.0}, "half of the full batch's rate or less", steps=30),
    scope="Batches drawn anew at every step; 32 examples, six batch sizes, 300 updates.",
)
