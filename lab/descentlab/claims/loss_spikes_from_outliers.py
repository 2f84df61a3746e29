"""The loss spikes, and it is the outliers' loss that does."""

from __future__ import annotations

from descentlab.checks.opposing_runs import spikes_of_outliers
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

claim = Claim(
    id="loss_spikes_from_outliers",
    exhibit="opposing_signals",
    reference="rosenfeld2024outliers",
    says=(
        "“Subsequent sharpening causes their loss to rise rapidly, oscillating between high on one "
        "group and then the other, until the overall loss spikes.”"
    ),
    runs={
        "planted": {"loss": "cross_entropy", "lr": 1.0},
        "clean": {"loss": "cross_entropy", "lr": 1.0, "fraction": 0.0},
    },
    steps=120,
    measure=spikes_of_outliers,
    parts=(
        Part("the overall loss spikes by a fifth", "spike: loss over its lowest before", 1.2),
        Part("the rise is theirs", "share of the rise in the planted groups", 0.9),
        Part(
            "one group's loss rises twofold or more",
            "one group's loss in the spike, over that before",
            2,
        ),
        Part(
            "the other's falls",
            "the other group's loss in the spike, over that before",
            at_most=1,
        ),
        Part(
            "the sharpness was above the edge before",
            "largest sharpness over the edge before the spike",
            1,
        ),
        Part(
            "without planted examples there is none",
            "the same spike without planted examples",
            at_most=1.02,
        ),
    ),
    control=NegativeControl(
        {"magnitude": 0.0, "width": 8, "examples": 60},
        "the overall loss spikes by a fifth",
        steps=30,
    ),
    scope="Cross-entropy; with the squared loss at η = 0.5 it rises by some 6 % only.",
)
