"""The edge of stability of a small convolutional network."""

from __future__ import annotations

from dataclasses import dataclass

from descentlab.checks.edge_of_stability import edge_of_stability
from descentlab.exhibit import Exhibit, NegativeControl, Preset, Step
from descentlab.exhibits._edge import AT_REST, PAPER, PROCESS, StepSize, instruments
from descentlab.measurements.landscape import ClassifierLandscapeSettings
from descentlab.measurements.loss import ACCURACY
from descentlab.problems.digits_cnn import DigitsCnnSettings, problem
from descentlab.update_rules.gradient_descent import GradientDescentSettings
from descentlab.views import edge


@dataclass(frozen=True)
class EdgeCnnSettings(ClassifierLandscapeSettings, DigitsCnnSettings, GradientDescentSettings):
    """The step size is one at which the default network is at its edge early."""

    lr: StepSize = 0.2


exhibit = Exhibit(
    id="edge_of_stability_cnn",
    title="The edge, with convolutions",
    claim=(
        "Convolutions change nothing about it: full-batch gradient descent drives the sharpness of "
        "a convolutional network up to 2/η and holds it there while the loss goes on falling, "
        "though not at every step."
    ),
    paper=PAPER,
    settings=EdgeCnnSettings,
    problem=problem,
    process=PROCESS,
    measurements=instruments(ACCURACY),
    extras=AT_REST,
    views=edge.VIEWS,
    check=edge_of_stability,
    check_steps=300,
    presets=(
        Preset("default", {}),
        Preset("small step", {"lr": 0.05}),
        Preset("GELU", {"activation": "gelu"}),
    ),
    story=(
        Step(
            "The same climb",
            "Another architecture, the same two acts: λ₁ rises to $2/\\eta$ (*progressive "
            "sharpening*), then stays near it. It takes a few hundred steps here: play at full "
            "speed.",
            view="sharpness",
        ),
        Step(
            "Move the line",
            "Now η is halved while the run goes on. The line moves to the new $2/\\eta$, and the "
            "sharpness follows it, up, by progressive sharpening. Put η back to 0.2: the line "
            "comes down, and the swing takes λ₁ down with it.",
            {"lr": 0.1},
            view="sharpness",
        ),
        Step(
            "Does the loss matter?",
            "The same network, now trained with cross-entropy. Does λ₁ still come to $2/\\eta$? "
            "Watch what it does late, when the examples are told with certainty and their "
            "gradients fade, and compare with the squared error.",
            {"loss": "cross_entropy", "lr": 0.2},
            restart=True,
            view="sharpness",
        ),
    ),
    tags=("edge of stability",),
    references=("cohen2021gradient",),
    picture="sharpness",
    negative_controls=(NegativeControl({"lr": 0.002}, "never reached", steps=30),),
)
