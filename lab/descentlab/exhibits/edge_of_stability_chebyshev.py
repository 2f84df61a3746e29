"""The edge of stability on a toy: a network on the line that learns one polynomial."""

from __future__ import annotations

from dataclasses import dataclass

from descentlab.checks.edge_of_stability import edge_of_stability
from descentlab.exhibit import Exhibit, Preset
from descentlab.exhibits._edge import CLAIM, PAPER, PROCESS, StepSize, instruments
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
    claim=CLAIM,
    paper=PAPER,
    settings=EdgeChebyshevSettings,
    problem=problem,
    process=PROCESS,
    measurements=instruments(),
    views=tuple(view for view in edge.VIEWS if view is not edge.ACCURACY),
    check=edge_of_stability,
    check_steps=1000,
    presets=(
        Preset("default", {}),
        Preset("degree 3", {"degree": 3}),
        Preset("degree 6", {"degree": 6}),
    ),
)
