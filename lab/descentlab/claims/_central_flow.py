"""What "a high degree of numerical accuracy" is taken to mean, for every optimizer alike."""

from __future__ import annotations

from descentlab.claim import CHECK, Part

PARTS = (
    Part(
        "the flow is at most a tenth as far from the midpoint as the stable flow",
        "central flow's distance over the stable flow's",
        at_most=0.1,
    ),
    Part(
        "the mean loss is predicted to 5 %",
        "relative error of the predicted mean loss",
        at_most=0.05,
    ),
    Part(
        "the variance of the swing is predicted to 15 %",
        "relative error of the predicted variance",
        at_most=0.15,
    ),
    Part("the exhibit's own check holds", CHECK, 1),
)
BESIDE = ("steps at the edge",)
SMALL = "A small MLP on digits, for hundreds of steps; not the paper's larger networks."
