"""A step as long as the drift allows needs no learning rate set by hand."""

from __future__ import annotations

from descentlab.checks.no_tuning import ADJUSTED, no_tuning
from descentlab.claim import Claim, Part
from descentlab.exhibit import NegativeControl

NO_FLOWS = {"width": 24, "examples": 300, "flow_start": 20000}
GRID = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)

claim = Claim(
    id="drift_adjusted_step_needs_no_tuning",
    exhibit="discretisation_drift",
    reference="rosca2023continuous",
    says=(
        "Learning rate schedules made from the drift “do not require additional hyperparameters”: "
        "η = 2/‖Hĝ‖ at each step."
    ),
    runs={
        ADJUSTED: {**NO_FLOWS, "optimizer": "drift_adjusted", "lr": 20.0},
        **{f"η = {lr}": {**NO_FLOWS, "lr": lr} for lr in GRID},
    },
    steps=100,
    measure=no_tuning,
    parts=(
        Part(
            "untuned, its loss is at most a quarter above the best of six fixed η",
            "loss over the best fixed η's",
            at_most=1.25,
        ),
        Part(
            "it is stable: the loss is never half as high again as at the start",
            "largest loss over the first",
            at_most=1.5,
        ),
        Part(
            "the choice of η matters: the worst fixed one ends at twice the best's loss, or more",
            "worst fixed η's loss over the best's",
            at_least=2,
        ),
    ),
    beside=("loss over the best fixed η's, for equal work", "fixed η that diverged"),
    control=NegativeControl(  # held short by a rate set by hand: nothing is adjusted
        {"lr": 0.01, "width": 8, "examples": 60}, "the choice of η matters", steps=8
    ),
    scope=(
        "Full batches of a small MLP, equal numbers of steps; the paper's DAL-p with p < 1, which "
        "trades speed for stability, is not tried. A step costs about three gradients."
    ),
)
