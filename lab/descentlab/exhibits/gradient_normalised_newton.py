"""Newton's method regularised by the gradient, beside several models of the Hessian."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from descentlab.checks.hessian_models import hessian_models
from descentlab.exhibit import Exhibit, NegativeControl, Preset
from descentlab.exhibits._gradient_normalised_newton_story import STORY
from descentlab.measurements.hessian_models import HessianModelLanes
from descentlab.problems.smoothness_classes import SmoothnessClassesSettings, problem
from descentlab.processes.hessian_models import HessianModels
from descentlab.settings import Info, Range
from descentlab.update_rules.gradient_descent import GradientDescentSettings
from descentlab.update_rules.gradient_normalised_newton import FirstGammaSettings
from descentlab.views.hessian_models import VIEWS


@dataclass(frozen=True)
class GradientNormalisedNewtonExhibitSettings(
    SmoothnessClassesSettings, GradientDescentSettings, FirstGammaSettings
):
    """Softmax regression of three digits, which all can be told apart."""

    lr: Annotated[
        float,
        Range(1e-4, 10.0, log=True),
        Info("learning rate η", "Of the lane of gradient descent; Newton has none.", True),
    ] = 0.1


exhibit = Exhibit(
    id="gradient_normalised_newton",
    title="Newton, by the size of the gradient",
    claim=(
        "Newton's method with λ = ‖∇L‖/γ added to the Hessian, γ found by trial, brings a "
        "cross-entropy that can be fitted down linearly: with the Hessian, with the empirical "
        "Fisher, with a diagonal, even with nothing in its place. Where no weights fit the labels "
        "the crude models lose that, and the exact one keeps it."
    ),
    paper="Semenov, Jaggi & Doikov (2025)",
    settings=GradientNormalisedNewtonExhibitSettings,
    problem=problem,
    process=HessianModels(),
    measurements=(HessianModelLanes(),),
    views=VIEWS,
    check=hessian_models,
    check_steps=60,
    presets=(
        Preset("default", {}),
        Preset("logistic regression", {"classes": 2}),
        Preset("ten classes", {"classes": 10}),
        Preset("labels nobody can fit", {"family": "label_noise"}),
        Preset("residuals cubed", {"family": "power", "exponent": 3.0}),
        Preset("a quadratic", {"family": "power", "exponent": 2.0}),
        Preset("a network", {"family": "network"}),
    ),
    story=STORY,
    tags=("optimizers", "softmax"),
    references=("semenov2025gradient",),
    picture="model_gaps",
    negative_controls=(
        NegativeControl(
            {"family": "label_noise", "classes": 2, "examples": 180}, "is not linear", steps=16
        ),
    ),
)
