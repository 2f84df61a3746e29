"""On a quadratic, gradient descent converges exactly when the sharpness is below 2/η."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from descentlab.checks.quadratic_stability import quadratic_stability
from descentlab.exhibit import Exhibit, NegativeControl, Preset, Step
from descentlab.exhibits._edge import AT_REST, PROCESS, instruments
from descentlab.exhibits._settings import BowlPlane
from descentlab.meanings.loss import FLATTENING_BOWL
from descentlab.measurements.landscape import LandscapeSettings
from descentlab.problems.quadratic import QuadraticSettings, problem
from descentlab.settings import Info, Range
from descentlab.update_rules.gradient_descent import GradientDescentSettings
from descentlab.views import edge


@dataclass(frozen=True)
class BowlSettings(LandscapeSettings, QuadraticSettings, GradientDescentSettings):
    """λ₁ = 10, so the edge is at η = 0.2; the default is just below it."""

    lr: Annotated[
        float,
        Range(1e-4, 20.0, log=True),
        Info("learning rate η", "The step is η times the gradient; the edge is at 2/λ₁.", True),
    ] = 0.19
    plane: BowlPlane = "top_eigenvectors"


exhibit = Exhibit(
    id="quadratic_stability",
    title="Why 2/η?",
    claim=(
        "On a quadratic, gradient descent multiplies each eigendirection by 1 − ηλ at every step: "
        "it converges when λ₁\xa0<\xa02/η and diverges when λ₁\xa0>\xa02/η."
    ),
    paper="Cauchy (1847); Polyak, Introduction to Optimization (1987)",
    settings=BowlSettings,
    problem=problem,
    process=PROCESS,
    measurements=instruments(formula=FLATTENING_BOWL, tol=1e-8),
    extras=AT_REST,
    views=(edge.LANDSCAPE, edge.SHARPNESS, edge.LOSS, edge.OSCILLATION, edge.DENSITY),
    check=quadratic_stability,
    check_steps=200,
    presets=(
        Preset("below the edge", {}),
        Preset("on the edge", {"lr": 0.2}),
        Preset("above the edge", {"lr": 0.21}),
        Preset("best step", {"lr": 0.198, "condition": 100.0}),
        Preset("walls that flatten", {"lr": 0.3, "flattening": 1.0}),
    ),
    story=(
        Step(
            "Below the edge",
            "The loss is a bowl, $L = \\frac{1}{2}\\sum_i \\lambda_i w_i^2$, so each step "
            "multiplies the part along $u_i$ by $1 - \\eta\\lambda_i$. Along u₁, the sharpest "
            "direction, it overshoots but lands **nearer**: $1 - \\eta\\lambda_1$ is −0.9.",
            view="oscillation",
        ),
        Step(
            "Above the edge",
            "The same step a little longer: $1 - \\eta\\lambda_1$ is below −1, and every swing is "
            "larger than the last. The edge is where it is −1: $\\lambda_1 = 2/\\eta$.",
            {"lr": 0.21},
            view="loss",
        ),
        Step(
            "The best step",
            "Which η brings the loss down fastest? Too short a step crawls along the floor, where "
            "the curvature is smallest; too long a step swings across the valley. At $\\eta = "
            "2/(\\lambda_1 + \\lambda_{\\min})$ both shrink alike: 0.198 here, with a condition "
            "number of 100. Try shorter and longer ones: how much do you lose on either side?",
            {"lr": 0.198},
            restart=True,
            view="loss",
        ),
        Step(
            "No bowl",
            "Now the walls flatten outwards, and the step is well above the edge at the bottom. "
            "The loss rises, as before, but only until the run comes to walls **flat enough for "
            "this step**: there it jumps to and fro, for ever, and λ₁ where it lands is below "
            "the line. A loss that is no quadratic can hold a run that $2/\\eta$ would have "
            "thrown out. Networks do it in a way of their own. How far out would a longer step "
            "land?",
            {"lr": 0.3, "flattening": 1.0},
            restart=True,
            view="loss",
        ),
    ),
    tags=("start here", "edge of stability"),
    references=("cauchy1847methode", "polyak1987introduction"),
    negative_controls=(
        NegativeControl({"flattening": 1.0, "dim": 5}, "from 1 − ηλ₁", steps=100),
        NegativeControl({"flattening": 1.0, "dim": 5, "lr": 0.3}, "from 1 − ηλ₁", steps=100),
    ),
)
