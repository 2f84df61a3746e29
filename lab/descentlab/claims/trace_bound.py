"""A minimum at which SGD is stable has a trace of at most 2/η."""

from __future__ import annotations

from descentlab.checks.stability_map import measured
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

EXACT = "exact rate over 2/tr H, batch 1"
SEEN = "rate left at over 2/tr H, batch 1"
RUNS = {
    "equal norms": {},
    "unequal norms": {"spread": 1.0},
    "diagonal": {"model": "diagonal"},
    "ReLU": {"model": "relu"},
}

claim = Claim(
    id="trace_bound",
    exhibit="stability_map",
    reference="wu2023implicit",
    says=(
        "“if a global minimum is linearly stable for SGD, then the trace of Hessian must be less "
        "than or equal to 2/η”: in mean square, batches of one, one output."
    ),
    figure="2/η",
    parts=(
        *(Part(f"{run}: stable up to 2/tr H at most", f"{run}: {EXACT}", 0, 1.001) for run in RUNS),
        Part("equally long inputs: up to 2/tr H exactly", f"equal norms: {EXACT}", 0.999, 1.001),
        *(
            Part(
                f"{run}: half of the runs leave at 1.6 times that or before",
                f"{run}: {SEEN}",
                0,
                1.6,
            )
            for run in RUNS
        ),
    ),
    runs=RUNS,
    measure=measured,
    beside=("unequal norms: tr H over λ₁",),
    control=NegativeControl({"spread": 1.0, "model": "linear"}, "2/tr H exactly", steps=20),
    scope=(
        "Minima known exactly, of small models. A run leaves later than the mean square: rare "
        "runs carry it."
    ),
)
