"""Three radii on one step: softmax's ghosts, the gradient's linear model, and curvature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from descentlab.checks.three_radii import three_radii
from descentlab.exhibit import Exhibit, NegativeControl, Preset, Step
from descentlab.measurements.eigenvalues import Eigenvalues
from descentlab.measurements.gradient_norm import GradientNorm
from descentlab.measurements.loss import ACCURACY, Loss
from descentlab.measurements.three_radii import ThreeRadii
from descentlab.problems.softmax_regression import SoftmaxRegressionSettings, problem
from descentlab.processes.controlled import Controlled, ControllerSettings
from descentlab.settings import Choice, Info, Range, Settings
from descentlab.update_rules.gradient_normalised_newton import GradientNormalisedNewtonSettings
from descentlab.update_rules.heavy_ball import MomentumSettings
from descentlab.update_rules.rmsprop import AdaptiveSettings
from descentlab.views.three_radii import VIEWS

PROCESS = Controlled()


@dataclass(frozen=True)
class _OptimizerSettings(Settings):
    """Whose step is measured."""

    optimizer: Annotated[
        str,
        Choice("gradient_normalised_newton", "gradient_descent", "heavy_ball", "adam"),
        Info("optimizer", "Whose step is measured, and taken.", True),
    ] = "gradient_normalised_newton"
    lr: Annotated[
        float,
        Range(1e-5, 100.0, log=True),
        Info("learning rate η", "Newton has none.", True),
    ] = 0.5


@dataclass(frozen=True)
class ThreeRadiiSettings(
    SoftmaxRegressionSettings,
    ControllerSettings,
    AdaptiveSettings,
    MomentumSettings,
    GradientNormalisedNewtonSettings,
    _OptimizerSettings,
):
    """Softmax regression by regularised Newton."""


exhibit = Exhibit(
    id="three_radii",
    title="Three radii on one step",
    claim=(
        "How far models of the loss reach along a step does not shrink with the gradient. On the "
        "tail of a cross-entropy the gradient-normalised smoothness γ and the length from "
        "curvature stay while the gradient vanishes, and Newton's method regularised by γ "
        "converges linearly; the ghosts of softmax fall behind, and ρ* grows with −log L."
    ),
    paper="Semenov, Jaggi & Doikov (2025); Sao (2026)",
    settings=ThreeRadiiSettings,
    problem=problem,
    process=PROCESS,
    measurements=(Loss(ACCURACY), GradientNorm(), Eigenvalues(k=1), ThreeRadii(PROCESS)),
    views=VIEWS,
    check=three_radii,
    check_steps=24,
    presets=(
        Preset("default", {}),
        Preset("a network", {"hidden": 2}),
        Preset("gradient descent", {"hidden": 2, "optimizer": "gradient_descent", "lr": 0.5}),
        Preset("Adam", {"hidden": 2, "optimizer": "adam", "lr": 0.003}),
        Preset("no Hessian", {"hessian": "zero"}),
        Preset("a minimum at finite weights", {"label_noise": 0.1, "examples": 1797}),
        Preset("kinks (ReLU)", {"hidden": 1, "activation": "relu"}),
        Preset("held to ρ_a", {"controller": "radius"}),
    ),
    story=(
        Step(
            "A straight line down",
            "Play. The *loss* falls by about the same factor at every step, to 1e-9 and on. With "
            "it falls the gradient. But $\\gamma$ and $t_c$ hardly move: **how far a model of the "
            "loss reaches has nothing to do with how small the gradient is**.",
            view="loss",
        ),
        Step(
            "Three ways to ask",
            "ρ* asks how far softmax's power series reaches, γ where a linear model of the "
            "gradient is all wrong, $t_c$ where the loss's parabola is back at its start. All are "
            "distances, and none changes when the loss is multiplied by a number. At the first "
            "step the ghosts are the nearest of the three.",
            view="step_lengths",
        ),
        Step(
            "The ghosts fall behind",
            "Within a few steps the nearest ghost is **behind**: it stands where the logits came "
            "from. From then on ρ* is the way back, and grows with every step like $-\\log L$. "
            "The cheap bound ρ_a knows slopes only and sees nothing of it.",
            view="ghost_ahead",
        ),
        Step(
            "The tail",
            "What is ahead is a sum of $e^{-mt}$. On one of them $\\gamma/t_c$ is **0.92**, the "
            "root of $e^{-x} + x = 2$ over 2, and a full Newton step is half of $t_c$ and leaves "
            "$1/e$ of the loss. That is the straight line.",
            view="tail_ratios",
        ),
        Step(
            "Past ρ_a",
            "This step is longer than ρ_a every time, and the loss falls all the same: ρ_a says "
            "how much logits may move apart, no more. Gradient descent does not know the lengths "
            "either. Its step is η times the gradient, so it falls a hundredfold and more behind "
            "all of them; what holds it is the dashed line, $\\tau\\lambda_1/(2\\|\\nabla L\\|)$: "
            "the sharpest direction, which no length along the step can see.",
            {"hidden": 2, "optimizer": "gradient_descent", "controller": "none", "lr": 0.5},
            restart=True,
            view="step_shares",
        ),
        Step(
            "Where it is no tail",
            "With labels that nobody can fit there is a minimum at finite weights. Newton's step "
            "shrinks on the way there, $t_c$ no longer says how far the model is right, and "
            "$\\gamma/t_c$ falls. The verdict then says that the claim does not hold. How few "
            "wrong labels does it take? And what does a controller that holds every step to ρ_a "
            "cost on either ground?",
            {
                "label_noise": 0.1,
                "examples": 1797,
                "hidden": 0,
                "optimizer": "gradient_normalised_newton",
                "controller": "none",
            },
            restart=True,
            view="tail_ratios",
        ),
    ),
    tags=("softmax", "optimizers"),
    references=("semenov2025gradient", "sao2026ghosts"),
    negative_controls=(
        NegativeControl({"label_noise": 0.3, "classes": 2, "examples": 180}, "this is no tail"),
        NegativeControl({"hessian": "zero", "classes": 4, "examples": 40}, "this is no tail"),
    ),
)
