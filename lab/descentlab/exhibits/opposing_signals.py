"""A few loud examples that disagree make the valley narrow and swing in it."""

from __future__ import annotations

from dataclasses import dataclass

from descentlab.checks.opposing_signals import opposing_signals
from descentlab.exhibit import Exhibit, Preset, Step
from descentlab.exhibits._edge import PROCESS, StepSize
from descentlab.measurements.eigenvalues import Eigenvalues
from descentlab.measurements.loss import Loss
from descentlab.measurements.opposing_signals import GroupLosses, OpposingSignals
from descentlab.measurements.oscillation import Oscillation
from descentlab.measurements.threshold import Threshold
from descentlab.problems._digits import Examples
from descentlab.problems._networks import Width
from descentlab.problems.opposing_digits import OpposingDigitsSettings, problem
from descentlab.update_rules.gradient_descent import GradientDescentSettings, update_rule
from descentlab.views.opposing_signals import VIEWS


@dataclass(frozen=True)
class OpposingSignalsSettings(OpposingDigitsSettings, GradientDescentSettings):
    """One digit in ten gets bars at its sides; half of those are called 0 and half 1."""

    lr: StepSize = 0.5
    width: Width = 32
    examples: Examples = 300


exhibit = Exhibit(
    id="opposing_signals",
    title="Opposing signals",
    claim=(
        "The sharpest direction belongs to few training examples: two groups share a loud feature "
        "and differ in what it should mean, and at the edge of stability their losses swing in "
        "opposite phase while the rest hardly moves."
    ),
    paper="Rosenfeld & Risteski (2024)",
    settings=OpposingSignalsSettings,
    problem=problem,
    process=PROCESS,
    measurements=(
        Loss(),
        Eigenvalues(2),
        Threshold(update_rule),
        Oscillation(),
        GroupLosses(("bars, labelled 0", "bars, labelled 1", "all others")),
        OpposingSignals((8, 8)),
    ),
    views=VIEWS,
    check=opposing_signals,
    check_steps=160,
    presets=(
        Preset("default", {}),
        Preset("below the edge", {"lr": 0.1}),
        Preset("nothing planted", {"fraction": 0.0, "lr": 1.0}),
        Preset("a quiet feature", {"magnitude": 1.0}),
        Preset("cross-entropy", {"loss": "cross_entropy", "lr": 1.0}),
    ),
    story=(
        Step(
            "Two groups",
            "One digit in ten has bars painted on both sides: the loudest thing in the picture. "
            "Half of them are labelled 0, half 1, whatever digit they show. For one group the "
            "feature should raise output 0, for the other lower it: their gradients **cancel**.",
        ),
        Step(
            "Who pulls",
            "The lab is not told who is planted. *Who pulls* ranks all examples by `∇ℓᵢ·u₁`, how "
            "steeply their loss rises along the sharpest direction: look who comes out on top.",
        ),
        Step(
            "The swing",
            "At the edge the weights swing along u₁. Zoom into *Losses of the groups*: one group's "
            "loss goes up, the other's down, at every step, and all others hardly notice.",
        ),
        Step(
            "Turn it down",
            "With the feature at a quarter of its length the sharpest direction belongs to "
            "ordinary digits.",
            {"magnitude": 1.0},
        ),
        Step(
            "Nothing planted",
            "Real data have such groups by themselves. Who are they here?",
            {"fraction": 0.0, "lr": 1.0},
        ),
    ),
)
