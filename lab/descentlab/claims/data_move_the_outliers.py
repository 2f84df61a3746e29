"""More clusters and less separation move the outliers; whether only them."""

from __future__ import annotations

from descentlab.checks.bulk_and_outliers import data_and_outliers
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

claim = Claim(
    id="data_move_the_outliers",
    exhibit="outliers_and_separability",
    reference="sagun2017empirical",
    says=(
        "Fixing the dimension and changing the data (more clusters, less separable) “only affects "
        "the outliers”."
    ),
    runs={
        "two clouds": {"classes": 2},
        "four clouds": {"classes": 4},
        "eight clouds": {"classes": 8},
        "four clouds, half as far apart": {"classes": 4, "separation": 1.0},
    },
    steps=60,
    measure=data_and_outliers,
    parts=(
        Part("every cluster brings one outlier", "largest miss of classes − 1 outliers", at_most=0),
        Part("the outliers move", "mean outlier, largest over smallest", 1.5),
        Part(
            "only they do: the bulk is as wide, to a factor of 1.5",
            "spread of the bulk, largest over smallest",
            at_most=1.5,
        ),
    ),
    # the same data every time
    control=NegativeControl(
        {"classes": 4, "separation": 2.0, "width": 8, "examples": 100},
        "the outliers move",
        steps=10,
    ),
    scope="Clouds in 16 dimensions, all after 60 steps whatever is left to learn then.",
)
