"""More weights add to the bulk of the spectrum; the outliers stay as many."""

from __future__ import annotations

from descentlab.checks.bulk_and_outliers import width_and_bulk
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

claim = Claim(
    id="width_scales_the_bulk",
    exhibit="hessian_spectra",
    reference="sagun2017empirical",
    says="Fixing the data, “increasing the number of parameters merely scales the bulk”.",
    runs={f"width {width}": {"width": width} for width in (8, 16, 32, 64)},
    steps=60,
    measure=width_and_bulk,
    parts=(
        Part("the outliers are as many at every width", "outliers, most less fewest", at_most=0),
        Part("they stand apart at every width", "least gap below the outliers", 1.5),
        Part(
            "they stay where they are, to a factor of two",
            "mean outlier, largest over smallest",
            at_most=2,
        ),
        Part(
            "the bulk is as wide, to a factor of two",
            "spread of the bulk, largest over smallest",
            at_most=2,
        ),
    ),
    beside=("number of weights, largest over smallest",),
    # inputs so long that the bulk grows into the outliers
    control=NegativeControl(
        {"input_norm": 8.0, "lr": 0.1, "width": 8, "classes": 5, "examples": 100},
        "they stand apart at every width",
        steps=10,
    ),
    scope="Two hidden layers of 8 to 64 units on digits, after 60 steps; the paper goes deeper.",
)
