"""Gradient descent is not gradient flow: it follows a flow with its own drift in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from descentlab.checks.discretisation_drift import discretisation_drift
from descentlab.exhibit import Exhibit, NegativeControl, Preset, Step
from descentlab.exhibits._settings import LearningRate
from descentlab.measurements.distance_beside import DistanceBeside
from descentlab.measurements.drift_errors import DriftErrors
from descentlab.measurements.drift_rates import DriftRates
from descentlab.measurements.drift_warnings import DriftWarnings
from descentlab.measurements.eigenvalues import Eigenvalues
from descentlab.measurements.landscape import ClassifierLandscapeSettings, LandscapePlane
from descentlab.measurements.loss import Loss
from descentlab.measurements.oscillation import Oscillation
from descentlab.measurements.side_by_side import LossSideBySide
from descentlab.problems._networks import Width
from descentlab.problems.digits_mlp import DigitsMlpSettings, problem
from descentlab.processes.drift import FLOWS, Drift, DriftSettings
from descentlab.schedule import Every
from descentlab.settings import Choice, Info
from descentlab.views import drift, edge


@dataclass(frozen=True)
class DriftExhibitSettings(ClassifierLandscapeSettings, DigitsMlpSettings, DriftSettings):
    """η = 0.1 is a third of the way to the edge at the start and past ηλ₁ = 1 later."""

    width: Width = 32
    lr: LearningRate = 0.1
    optimizer: Annotated[
        str,
        Choice("gradient_descent", "drift_adjusted"),
        Info(
            "optimizer",
            "drift_adjusted: η = 2/‖Hĝ‖ at each step, where the drift is as long as the gradient, "
            "but at most the learning rate set.",
            True,
        ),
    ] = "gradient_descent"


exhibit = Exhibit(
    id="discretisation_drift",
    title="The drift of a step",
    claim=(
        "A step of gradient descent is not a piece of gradient flow: it follows, to second order, "
        "the flow of L + (η/4)‖∇L‖², which prefers flat ground, until ηλ₁ passes 1."
    ),
    paper="Barrett & Dherin (2021); Rosca, Wu, Qin & Dherin (2023)",
    settings=DriftExhibitSettings,
    problem=problem,
    process=Drift(),
    measurements=(
        Loss(),
        Eigenvalues(),
        LandscapePlane(),
        LossSideBySide(("gradient descent", *FLOWS), Every(1)),
        DistanceBeside(FLOWS),
        DriftWarnings(),
        DriftRates(),
        Oscillation(),
    ),
    extras=(DriftErrors(),),
    views=(*drift.VIEWS, edge.OSCILLATION),
    check=discretisation_drift,
    check_steps=60,
    presets=(
        Preset("default", {}),
        Preset("half the step", {"lr": 0.05}),
        Preset("past the edge", {"lr": 0.4}),
        Preset("as far as the drift allows", {"lr": 20.0, "optimizer": "drift_adjusted"}),
    ),
    story=(
        Step(
            "Four paths, one start",
            "The solid path takes steps $w^{+} = w - \\eta\\nabla L$. Beside it move three "
            "*flows*, a unit of time a step. **Gradient flow** $\\dot{w} = -\\eta\\nabla L$ parts "
            "from it at once: a finite step overshoots what the flow would do.",
            view="landscape",
        ),
        Step(
            "The missing term",
            "The error has a name: to second order a step follows the flow of $L + "
            "\\frac{\\eta}{4}\\|\\nabla L\\|^2$. That flow stays far closer, and it is drawn to "
            "where gradients are **small**: a regulariser nobody wrote down.",
            view="distance_beside",
        ),
        Step(
            "Halve the step",
            "Gradient flow comes twice as close, the flow with the drift four times: first and "
            "second order, to be read off *Distance from gradient descent*. Pause, and *Error of a "
            "step* shows it for one step of any size.",
            {"lr": 0.05},
            restart=True,
            view="distance_beside",
        ),
        Step(
            "Where flows break",
            "The *principal flow* is exact on a quadratic, but its coefficient is $\\log(1 - "
            "\\eta\\lambda)/\\lambda$: complex once $\\eta\\lambda > 1$. A step that changes "
            "sides is no flow in real numbers. Past the edge at 2 the real part runs away; the "
            "lab says so above. What works there is another idea: the *central flow*.",
            {"lr": 0.4},
            restart=True,
            view="drift_rates",
        ),
        Step(
            "As far as the drift allows",
            "How long may a step be before the drift is as long as the gradient itself? The "
            "optimizer *drift_adjusted* takes $\\eta = 2/\\|H\\hat{g}\\|$ with $\\hat{g} = "
            "\\nabla L/\\|\\nabla L\\|$. Which side of 1 does $\\eta\\lambda_1$ stand on now, and "
            "does the flow with the drift keep up?",
            {"lr": 20.0, "optimizer": "drift_adjusted"},
            restart=True,
            view="drift_steps",
        ),
    ),
    tags=("flows", "landscape"),
    references=("barrett2021implicit", "rosca2023continuous"),
    negative_controls=(  # flows want a smooth loss: across the kinks of ReLU none can be followed
        NegativeControl(
            {"activation": "relu", "width": 8, "examples": 60}, "times as far", steps=10
        ),
    ),
)
