"""The edge of stability of a small convolutional network."""

from __future__ import annotations

from dataclasses import dataclass

from descentlab.checks.edge_of_stability import edge_of_stability
from descentlab.exhibit import Exhibit, Preset
from descentlab.exhibits._edge import CLAIM, PAPER, PROCESS, StepSize, instruments
from descentlab.measurements.landscape import LandscapeSettings
from descentlab.measurements.loss import ACCURACY
from descentlab.problems.digits_cnn import DigitsCnnSettings, problem
from descentlab.update_rules.gradient_descent import GradientDescentSettings
from descentlab.views import edge


@dataclass(frozen=True)
class EdgeCnnSettings(LandscapeSettings, DigitsCnnSettings, GradientDescentSettings):
    """The step size is one at which the default network is at its edge early."""

    lr: StepSize = 0.2


exhibit = Exhibit(
    id="edge_of_stability_cnn",
    title="The edge, with convolutions",
    claim=CLAIM,
    paper=PAPER,
    settings=EdgeCnnSettings,
    problem=problem,
    process=PROCESS,
    measurements=instruments(ACCURACY),
    views=edge.VIEWS,
    check=edge_of_stability,
    check_steps=500,
    presets=(
        Preset("default", {}),
        Preset("small step", {"lr": 0.05}),
        Preset("GELU", {"activation": "gelu"}),
    ),
)
