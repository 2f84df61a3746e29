"""The edge of stability on a toy: a network on the line that learns one polynomial."""

from __future__ import annotations

from dataclasses import dataclass

from descentlab.checks.edge_of_stability import edge_of_stability
from descentlab.exhibit import Exhibit, NegativeControl, Preset, Step
from descentlab.exhibits._edge import AT_REST, PAPER, PROCESS, StepSize, instruments
from descentlab.measurements.landscape import LandscapeSettings
from descentlab.problems.chebyshev_mlp import ChebyshevMlpSettings, problem
from descentlab.update_rules.gradient_descent import GradientDescentSettings
from descentlab.views import edge


@dataclass(frozen=True)
class EdgeChebyshevSettings(LandscapeSettings, ChebyshevMlpSettings, GradientDescentSettings):
    """Small enough to step hundreds of times a second."""

    lr: StepSize = 0.2


exhibit = Exhibit(
    id="edge_of_stability_chebyshev",
    title="The edge, on a polynomial",
    claim=(
        "Even a tiny network that fits one polynomial is driven to the edge: its sharpness climbs "
        "past 2/η, a burst of swinging throws it back, and it climbs again, while the loss goes on "
        "falling from burst to burst."
    ),
    paper=PAPER,
    settings=EdgeChebyshevSettings,
    problem=problem,
    process=PROCESS,
    measurements=instruments(),
    extras=AT_REST,
    views=tuple(view for view in edge.VIEWS if view is not edge.ACCURACY),
    check=edge_of_stability,
    check_steps=1000,
    presets=(
        Preset("default", {}),
        Preset("degree 3", {"degree": 3}),
        Preset("degree 6", {"degree": 6}),
    ),
    story=(
        Step(
            "One burst at a time",
            "Play at full speed. With one sharp direction the edge is a saw: λ₁ climbs past "
            "$2/\\eta$, the swing along u₁ **grows until the loss spikes**, and the spike leaves "
            "the run on flatter ground.",
            view="sharpness",
        ),
        Step(
            "Inside a burst",
            "Pause and drag over one spike in any curve to zoom in on it: the swing changes sign "
            "at every step, and turns from growing to shrinking as λ₁ falls through the line. "
            "Double-click to see everything again.",
            view="oscillation",
        ),
        Step(
            "Longer or shorter?",
            "What does the step size change about the saw? With half of η the line at $2/\\eta$ "
            "stands twice as high. Before you play: will the bursts come earlier or later, and "
            "will they be fewer? Then fork and set η back.",
            {"lr": 0.1},
            restart=True,
            view="sharpness",
        ),
    ),
    tags=("edge of stability",),
    references=("cohen2021gradient",),
    picture="sharpness",
    negative_controls=(NegativeControl({"lr": 0.002}, "never reached", steps=60),),
)
