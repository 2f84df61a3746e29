"""Why gradient descent stays at its edge: the swing pushes the sharpness back down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from descentlab.checks.self_stabilisation import self_stabilisation
from descentlab.exhibit import Exhibit, NegativeControl, Preset, Step
from descentlab.exhibits._edge import PROCESS, StepSize
from descentlab.measurements.eigenvalues import Eigenvalues
from descentlab.measurements.landscape import ClassifierLandscapeSettings, LandscapePlane
from descentlab.measurements.loss import Loss
from descentlab.measurements.oscillation import Oscillation
from descentlab.measurements.self_stabilisation import SelfStabilisation
from descentlab.measurements.threshold import Threshold
from descentlab.problems._digits import Examples
from descentlab.problems._networks import Width
from descentlab.problems.digits_mlp import DigitsMlpSettings, problem
from descentlab.processes.discrete import DampingSettings
from descentlab.settings import Info, Range
from descentlab.update_rules.gradient_descent import GradientDescentSettings, update_rule
from descentlab.views.self_stabilisation import VIEWS


@dataclass(frozen=True)
class SelfStabilisationSettings(
    ClassifierLandscapeSettings, DampingSettings, DigitsMlpSettings, GradientDescentSettings
):
    """Two digits: one eigenvalue stands alone at the edge, as the theory has it."""

    lr: StepSize = 0.5
    width: Width = 32
    examples: Examples = 200
    classes: Annotated[
        int, Range(2, 10), Info("classes", "The digits 0, 1, ... told apart.", group="problem")
    ] = 2


exhibit = Exhibit(
    id="self_stabilisation",
    title="Self-stabilisation",
    claim=(
        "Descent sharpens the valley; a swing x across it flattens it again by ½ηβx² a step, the "
        "cubic term of the loss. The two take turns, and so the sharpness stays about 2/η."
    ),
    paper="Damian, Nichani & Lee (2023)",
    settings=SelfStabilisationSettings,
    problem=problem,
    process=PROCESS,
    measurements=(
        Loss(),
        Eigenvalues(2),
        Threshold(update_rule),
        Oscillation(),
        SelfStabilisation(),
        LandscapePlane(),
    ),
    views=VIEWS,
    check=self_stabilisation,
    check_steps=240,
    presets=(
        Preset("default", {}),
        Preset("freeze the swing", {"damping": 1.0}),
        Preset("three digits", {"classes": 3}),
        Preset("ten digits: several at the edge", {"classes": 10, "examples": 500}),
    ),
    story=(
        Step(
            "A chase",
            "Play, and watch λ₁ circle about $2/\\eta$. Above the line the swing grows at every "
            "step, below it the swing dies; while it is large λ₁ falls, while it is small λ₁ "
            "rises.",
            view="sharpness",
        ),
        Step(
            "Two rates",
            "*What moves λ₁*: the descent itself sharpens by $\\eta\\alpha$ a step. A swing $\\pm "
            "x$ across the valley adds $-\\frac{1}{2}x^2\\nabla\\lambda_1$ to the mean gradient, "
            "so descent also goes down λ: by $\\frac{1}{2}\\eta\\beta x^2$. Their sum (bold) is a "
            "prediction with nothing fitted; dashed is what λ₁ did.",
            view="sharpening_rates",
        ),
        Step(
            "The swing it takes",
            "At $x^2 = 2\\alpha/\\beta$ the rates cancel. *Swing* shows the measured one going to "
            "and fro about that line: above it the sharpness falls, and in the end the swing with "
            "it; below it the sharpness rises, until the swing grows again.",
            view="swing_amplitude",
        ),
        Step(
            "Freeze the swing",
            "With *damp the swing* at 1 no step moves along the tracked eigenvectors. Nothing "
            "pushes back: the sharpness **goes through the line**. Let go, and the swing is back "
            "at once.",
            {"damping": 1.0},
            view="sharpness",
        ),
        Step(
            "More than one",
            "With ten digits several eigenvalues come to the line together, and this picture of "
            "one direction no longer adds up: the *central flow* is what is left of it then. How "
            "far do the bold line and the dashed one part, and is it worse with five digits or "
            "with ten?",
            {"classes": 10, "examples": 500, "damping": 0.0},
            restart=True,
            view="sharpening_rates",
        ),
    ),
    tags=("edge of stability",),
    references=("damian2023self",),
    picture="sharpness",
    negative_controls=(
        NegativeControl(  # no swing, no push
            {"damping": 1.0, "width": 8, "examples": 40}, "of 2/η on average", steps=100
        ),
    ),
)
