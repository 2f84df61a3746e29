"""Gradient descent on a real network drives its sharpness to 2/η and stays there."""

from __future__ import annotations

from dataclasses import dataclass

from descentlab.checks.edge_of_stability import edge_of_stability
from descentlab.exhibit import Exhibit, NegativeControl, Preset, Step
from descentlab.exhibits._edge import AT_REST, PAPER, PROCESS, StepSize, instruments
from descentlab.measurements.landscape import ClassifierLandscapeSettings
from descentlab.measurements.loss import ACCURACY
from descentlab.problems.digits_mlp import DigitsMlpSettings, problem
from descentlab.update_rules.gradient_descent import GradientDescentSettings
from descentlab.views import edge


@dataclass(frozen=True)
class EdgeSettings(ClassifierLandscapeSettings, DigitsMlpSettings, GradientDescentSettings):
    """The step size 0.4 brings the default network to the edge within about 80 steps."""

    lr: StepSize = 0.4


exhibit = Exhibit(
    id="edge_of_stability",
    title="The edge of stability",
    claim=(
        "Full-batch gradient descent drives the sharpness of a network up to 2/η and holds it "
        "there while the loss goes on falling, though not at every step."
    ),
    paper=PAPER,
    settings=EdgeSettings,
    problem=problem,
    process=PROCESS,
    measurements=instruments(ACCURACY),
    extras=AT_REST,
    views=edge.VIEWS,
    check=edge_of_stability,
    check_steps=300,
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
            view="sharpness",
        ),
        Step(
            "The line at 2/η",
            "On a quadratic, gradient descent diverges once λ₁ exceeds $2/\\eta$. Here λ₁ reaches "
            "the line and **stays** near it: the run swings across the valley (see *Swing along "
            "u₁*: it changes sign every step), the swing pushes it towards flatter ground, and "
            "the loss goes on falling.",
            view="sharpness",
        ),
        Step(
            "See the swing",
            "Most of the way lies along the valley, the swing across it. This plane holds the two "
            "**sharpest directions** only: let it play and watch the run jump from wall to wall. "
            "*Trajectory PCA* (under Plane) shows the opposite, the way along the valley.",
            {"plane": "top_eigenvectors"},
            view="landscape",
        ),
        Step(
            "Push it",
            "Drag the point up the wall of the valley, or kick it along u₁. Below the edge the "
            "swing dies out; at the edge it is what holds the sharpness down.",
            view="landscape",
        ),
        Step(
            "Halve the step",
            "With half of η the line at $2/\\eta$ jumps up. What becomes of the swing, and where "
            "does λ₁ go? Then scrub back to a step before the change, **fork** there, and let the "
            "branch in which nothing was changed play on: compare the two.",
            {"lr": 0.2},
            view="sharpness",
        ),
    ),
    tags=("start here", "edge of stability", "landscape"),
    references=("cohen2021gradient",),
    picture="sharpness",
    negative_controls=(NegativeControl({"lr": 0.001}, "never reached", steps=60),),
)
