"""A step too long for where the run starts throws it over to flatter ground."""

from __future__ import annotations

from dataclasses import dataclass

from descentlab.checks.catapult import catapult
from descentlab.exhibit import Exhibit, NegativeControl, Preset, Step
from descentlab.exhibits._edge import AT_REST, PROCESS, StepSize, instruments
from descentlab.measurements.landscape import ClassifierLandscapeSettings
from descentlab.measurements.loss import ACCURACY
from descentlab.problems._networks import Activation, Width
from descentlab.problems.digits_mlp import DigitsMlpSettings, problem
from descentlab.update_rules.gradient_descent import GradientDescentSettings
from descentlab.views import edge


@dataclass(frozen=True)
class CatapultSettings(ClassifierLandscapeSettings, DigitsMlpSettings, GradientDescentSettings):
    """η is 1.8 times what the start allows; wide ReLU networks survive that."""

    width: Width = 128
    activation: Activation = "relu"
    lr: StepSize = 0.73


exhibit = Exhibit(
    id="catapult",
    title="The catapult",
    claim=(
        "Started with a step above 2/λ₁ (but not too far above), gradient descent does not "
        "diverge: the loss leaps up, the run lands where the sharpness is below 2/η, and trains on."
    ),
    paper="Lewkowycz, Bahri, Dyer, Sohl-Dickstein & Gur-Ari (2020)",
    settings=CatapultSettings,
    problem=problem,
    process=PROCESS,
    measurements=instruments(ACCURACY),
    extras=AT_REST,
    views=edge.VIEWS,
    check=catapult,
    check_steps=80,
    presets=(
        Preset("default", {}),
        Preset("below the edge", {"lr": 0.3}),
        Preset("a longer leap", {"lr": 0.85}),
        Preset("smooth network", {"activation": "tanh", "width": 64, "lr": 1.2}),
    ),
    story=(
        Step(
            "Too long a step",
            "The sharpness starts at 1.8 times $2/\\eta$. On a bowl this run would be lost: every "
            "step would multiply the swing by $1 - \\eta\\lambda_1 = -2.6$. Step through the "
            "first ten steps with the arrow keys: the loss **rises**.",
            view="loss",
        ),
        Step(
            "The landing",
            "The swing grows until the valley's shape feels it: λ₁ falls **below** the line "
            "within a few steps, and the run trains on from flatter ground than where it began.",
            view="sharpness",
        ),
        Step(
            "Without the leap",
            "The same start with a short step goes down at once, and stays where the ground is "
            "steep: λ₁ rises from there, towards a line at $2/\\eta$ that is now twice as high "
            "and more. A long first step has chosen flatter ground; a short one never leaves the "
            "valley it began in.",
            {"lr": 0.3},
            restart=True,
            view="sharpness",
        ),
        Step(
            "Do it mid-run",
            "Can a run be thrown from the middle of training as well? Let this one settle at its "
            "edge, pause, **fork**, and set η to twice what it is in the fork. Compare both "
            "branches: where does λ₁ land, and what does the loss pay?",
            {"lr": 0.4},
            restart=True,
            view="loss",
        ),
    ),
    tags=("edge of stability", "landscape"),
    references=("lewkowycz2020large",),
    negative_controls=(
        NegativeControl(
            {"lr": 0.3, "width": 32, "examples": 100}, "nothing to leap from", steps=40
        ),
    ),
)
