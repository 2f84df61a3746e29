"""At a kink the step has its own size, whatever the sharpness says."""

from __future__ import annotations

from dataclasses import dataclass

from descentlab.checks.non_smooth import non_smooth
from descentlab.exhibit import Exhibit, NegativeControl, Preset, Step
from descentlab.exhibits._settings import LearningRate
from descentlab.learning_rate import ScheduleSettings
from descentlab.meanings.loss import LASSO
from descentlab.meanings.meaning import explained
from descentlab.meanings.penalty_norms import MEANINGS
from descentlab.measurement import SeriesSpec
from descentlab.measurements.kink_sharpness import KinkSharpness
from descentlab.measurements.loss import Loss
from descentlab.measurements.penalty_norms import PenaltyNorms, PenaltyProfile
from descentlab.problems.lasso import LassoSettings, problem
from descentlab.processes.penalty_path import PenaltyPath
from descentlab.update_rules.gradient_descent import GradientDescentSettings
from descentlab.views.non_smooth import VIEWS

(GAP,) = explained(MEANINGS, SeriesSpec("gap", "f(x) less its least value", log=True))


@dataclass(frozen=True)
class NonSmoothSettings(LassoSettings, ScheduleSettings, GradientDescentSettings):
    """A step far below the edge of the smooth part: 2/η = 40 against λ₁ = 2.1."""

    lr: LearningRate = 0.05


exhibit = Exhibit(
    id="non_smooth",
    title="The kink's own step",
    claim=(
        "With a constant step, a larger L1 penalty first lowers and then raises the L1 norm of the "
        "iterates, though never that of the minimiser; and no sharpness says so: at a kink each "
        "step overshoots by ηλ however flat the ground looks."
    ),
    paper="Krishna Kumar (2024)",
    settings=NonSmoothSettings,
    problem=problem,
    process=PenaltyPath(),
    measurements=(
        Loss(GAP, formula=LASSO),
        PenaltyNorms(),
        PenaltyProfile(),
        KinkSharpness(),
    ),
    views=VIEWS,
    check=non_smooth,
    check_steps=300,
    presets=(
        Preset("default", {}),
        Preset("falling step", {"schedule": "inverse_sqrt", "lr": 1.0}),
        Preset("a shorter step", {"lr": 0.01}),
        Preset("rounded kink", {"kink": "rounded", "rounding": 0.01}),
        Preset("rounded enough", {"kink": "rounded", "rounding": 0.1, "lr": 0.02}),
    ),
    story=(
        Step(
            "More penalty, more norm?",
            "Ten runs differ in λ only. Up to λ about 1 a larger penalty shrinks the iterates, as "
            "it should. Then look at *Norm against penalty*: it **turns**, and λ = 5 ends larger "
            "than λ = 1.",
            view="penalty_profile",
        ),
        Step(
            "Not the minimiser",
            "The minimiser's norm only falls, to zero. What rises is the *hop*: at a kink the "
            "slope is ±λ however near zero the weight is, so each step crosses it by "
            "$\\eta\\lambda$. The line $\\frac{1}{2} d \\eta\\lambda$ is nothing but that.",
            view="penalty_profile",
        ),
        Step(
            "What sharpness says",
            "Where the Hessian is defined its λ₁ is that of the smooth part, a twentieth of "
            "$2/\\eta$: all seems stable, and the gap never closes.",
            view="kink_sharpness",
        ),
        Step(
            "Round the kink",
            "Rounded over a width δ the kink has a curvature, $\\lambda/\\delta$ at zero. Here "
            "that is above $2/\\eta$, and the run hops on: unstable in the ordinary sense, with "
            "λ₁ thrown about rather than held at the line. Widen δ beyond "
            "$\\frac{1}{2}\\eta\\lambda$ (last preset): the hops stop, and the gap closes.",
            {"kink": "rounded", "rounding": 0.01},
            view="kink_sharpness",
        ),
        Step(
            "Let the step fall",
            "Is it the penalty or the step? With η falling as $1/\\sqrt{t}$ the hop falls with "
            "it, and the turn moves down with time: it is an effect of the step, not of the "
            "penalty. Does the gap close now, and how fast? Put the constant step back in a fork, "
            "and compare.",
            {"schedule": "inverse_sqrt", "lr": 1.0},
            view="gap",
        ),
    ),
    tags=("edge of stability",),
    references=("krishnakumar2024gd",),
    negative_controls=(
        # rounded more widely than a hop is long, the kink is none to these steps
        NegativeControl(
            {"kink": "rounded", "rounding": 0.2, "dim": 8, "examples": 40},
            "nothing hops",
            steps=200,
        ),
    ),
)
