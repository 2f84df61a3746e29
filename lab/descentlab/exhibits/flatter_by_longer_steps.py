"""Longer steps of SGD end in flatter minima; gradient descent's need not."""

from __future__ import annotations

from dataclasses import dataclass

from descentlab.checks.flatness_by_rate import flatness_by_rate
from descentlab.exhibit import Exhibit, NegativeControl, Preset, Step
from descentlab.measurements.flatness_by_rate import FlatnessByRate
from descentlab.measurements.loss import Loss
from descentlab.problems.few_examples import FewExamplesSettings, problem
from descentlab.processes.rate_ladder import LadderSettings, RateLadder
from descentlab.views.flatness_by_rate import VIEWS


@dataclass(frozen=True)
class FlatterByLongerStepsSettings(FewExamplesSettings, LadderSettings):
    """24 examples of 40 inputs, of which three matter."""


exhibit = Exhibit(
    id="flatter_by_longer_steps",
    title="Longer steps, flatter minima",
    claim=(
        "All of these runs fit their few examples, but the longer the steps of SGD, the flatter "
        "the minimum it comes to rest at: tr H stays below 2/η. Gradient descent at the same "
        "rates is held by λ₁ alone and stays where it is sharp."
    ),
    paper="Wu & Su (2023)",
    settings=FlatterByLongerStepsSettings,
    problem=problem,
    process=RateLadder(),
    measurements=(Loss(), FlatnessByRate()),
    views=VIEWS,
    check=flatness_by_rate,
    check_steps=120,
    presets=(
        Preset("default", {}),
        Preset("ReLU network", {"model": "relu"}),
        Preset("batches of eight", {"batch": 8}),
        Preset("short steps", {"lr": 0.005}),
        Preset("every input matters", {"matter": 40}),
        Preset("a flat start", {"scale": 0.3}),
    ),
    story=(
        Step(
            "Which minimum?",
            "24 examples, 40 inputs, of which only three matter: many weights fit. Five learning "
            "rates run from one start, by SGD with batches of one and by gradient descent. Over "
            "the first 50 steps all rates rise from zero. Let them run: *all* come to fit.",
            view="fit_losses",
        ),
        Step(
            "SGD is pushed down",
            "A minimum is stable for batches of one only while "
            "$\\operatorname{tr} H \\le 2/\\eta$. Short steps find theirs below that line. Long "
            "ones meet it on the way, are thrown out, and go on to flatter places until they are "
            "below it.",
            view="trace_by_rate",
        ),
        Step(
            "Gradient descent is not",
            "At the same rates gradient descent passes over the line as if it were not there. "
            "Stability asks something of its $\\lambda_1$ only, and that lies far below.",
            view="top_by_rate",
        ),
        Step(
            "Does flatter mean better?",
            "Here it does. For this model $\\operatorname{tr} H$ is about "
            "$4(\\|u\\|^2 + \\|v\\|^2)$, at least four times the L1 norm of the predictor: flatter "
            "is sparser, and the teacher is sparse. Where *every input matters* (a preset) flatter "
            "is no better, or worse.",
            view="error_by_rate",
        ),
        Step(
            "A ReLU network",
            "The same with a network of two layers: flatter minima have smaller weights, and "
            "smaller errors on fresh examples.",
            {"model": "relu"},
            restart=True,
            view="error_by_rate",
        ),
        Step(
            "More examples a step",
            "With batches of eight the trace is no longer what counts. How far above the line "
            "does SGD now stay, and what has become of its error?",
            {"model": "diagonal", "batch": 8},
            restart=True,
            view="trace_by_rate",
        ),
    ),
    tags=("stochastic", "edge of stability"),
    references=("wu2023implicit", "ma2021linear"),
    picture="trace_by_rate",
    negative_controls=(
        # steps so short that the first minimum met is stable: nothing pushes on from there
        NegativeControl({"lr": 0.008, "warmup": 0}, "tr H at the longest rate is", steps=40),
    ),
)
