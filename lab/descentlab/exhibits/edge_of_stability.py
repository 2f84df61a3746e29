"""Gradient descent on a real network drives its sharpness to 2/η and stays there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from descentlab.checks.edge_of_stability import edge_of_stability
from descentlab.exhibit import Exhibit, Preset, Step
from descentlab.measurements.eigenvalues import Eigenvalues
from descentlab.measurements.gradient_norm import GradientNorm
from descentlab.measurements.landscape import LandscapePlane, LandscapeSettings
from descentlab.measurements.loss import ACCURACY, Loss
from descentlab.measurements.oscillation import Oscillation
from descentlab.measurements.spectral_density import SpectralDensity
from descentlab.measurements.threshold import Threshold
from descentlab.problems.digits_mlp import DigitsMlpSettings, problem
from descentlab.processes.discrete import Discrete
from descentlab.settings import Info, Range
from descentlab.update_rules.gradient_descent import GradientDescentSettings, update_rule
from descentlab.views import edge


@dataclass(frozen=True)
class EdgeSettings(LandscapeSettings, DigitsMlpSettings, GradientDescentSettings):
    """The step size first; 0.4 brings the default network to the edge within about 80 steps."""

    lr: Annotated[
        float,
        Range(1e-3, 20.0, log=True),
        Info("learning rate η", "The step is η times the gradient; the edge is at 2/η.", True),
    ] = 0.4


exhibit = Exhibit(
    id="edge_of_stability",
    title="The edge of stability",
    claim=(
        "Full-batch gradient descent drives the sharpness of a network up to 2/η and holds it "
        "there while the loss goes on falling, though not at every step."
    ),
    paper="Cohen, Kaur, Li, Kolter, Talwalkar (2021)",
    settings=EdgeSettings,
    problem=problem,
    process=Discrete(update_rule),
    measurements=(
        Loss(ACCURACY),
        GradientNorm(),
        Eigenvalues(k=3),
        Threshold(update_rule),
        Oscillation(),
        LandscapePlane(),
        SpectralDensity(),
    ),
    views=edge.VIEWS,
    check=edge_of_stability,
    check_steps=600,
    presets=(
        Preset("default", {}),
        Preset("small step", {"lr": 0.1}),
        Preset("large step", {"lr": 0.8}),
        Preset("cross-entropy", {"loss": "cross_entropy", "lr": 1.0}),
        Preset("ReLU", {"activation": "relu"}),
    ),
    story=(
        Step(
            "Press play",
            "The network is small, the digits are real, and every step uses the whole training "
            "set: **no noise**. Watch λ₁, the largest Hessian eigenvalue, climb. This is "
            "*progressive sharpening*.",
        ),
        Step(
            "The line at 2/η",
            "On a quadratic, gradient descent diverges once λ₁ exceeds `2/η`. Here λ₁ reaches the "
            "line and **stays**: the run swings across the valley (the oscillation changes sign "
            "every step), the swing pushes it towards flatter ground, and the loss goes on "
            "falling.",
        ),
        Step(
            "Halve the step",
            "Pause, fork with half of η. The line jumps up, the swing dies, and λ₁ climbs again "
            "until it meets the new line.",
        ),
        Step(
            "Push it",
            "Drag the point up the wall of the valley, or kick it along u₁. Below the edge the "
            "swing dies out; at the edge it is what holds the sharpness down.",
        ),
    ),
)
