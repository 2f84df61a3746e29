"""Outliers with opposing signals bring a run to its edge."""

from __future__ import annotations

from descentlab.checks.opposing_runs import sharpening_by_outliers
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

claim = Claim(
    id="outliers_cause_the_sharpening",
    exhibit="opposing_signals",
    reference="rosenfeld2024outliers",
    says=(
        "A phenomenon “which arises from the interaction of depth and a particular heavy-tailed "
        "structure in natural data” is “a conceptually new cause for progressive sharpening and "
        "the edge of stability”."
    ),
    runs={
        "planted": {},
        "clean": {"fraction": 0.0},
        "quiet": {"magnitude": 0.0},
        "agreeing": {"labels": "agreeing"},
        "no hidden layer": {"depth": 0, "lr": 0.015},
    },
    measure=sharpening_by_outliers,
    parts=(
        Part(
            "without them a run needs at least twice as long to its edge",
            "steps to the edge, clean over planted",
            2,
        ),
        Part(
            "wrong labels alone do not do it",
            "steps to the edge, quiet over planted",
            2,
        ),
        Part(
            "a loud feature that agrees with itself does not either",
            "steps to the edge, agreeing over planted",
            2,
        ),
        Part("left in, the run stays at its edge", "sharpness over the edge, left in", 1),
        Part(
            "taken out mid-run, the run is below its edge over the next ten steps",
            "sharpness over the edge, taken out at step 30",
            at_most=0.95,
        ),
        Part(
            "that is a fall by a fifth or more",
            "sharpness taken out, over that left in",
            at_most=0.8,
        ),
        Part(
            "without depth nothing sharpens",
            "largest over smallest sharpness without a hidden layer",
            at_most=1.05,
        ),
    ),
    beside=("steps to the edge, planted", "steps to the edge, clean"),
    # the labels disagree as before, but there is no loud feature
    control=NegativeControl(
        {"magnitude": 0.0, "width": 2, "examples": 20},
        "wrong labels alone do not do it",
        steps=31,
    ),
    scope="They are a cause, not the only one: the clean run comes to its edge as well, later.",
)
