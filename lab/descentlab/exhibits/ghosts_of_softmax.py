"""The complex zeros of softmax that limit how far a step can be seen ahead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from descentlab.checks.ghosts import ghosts
from descentlab.exhibit import Exhibit, Preset, Step
from descentlab.exhibits._settings import SoftmaxLoss
from descentlab.learning_rate import ScheduleSettings
from descentlab.measurements._lens import LensSettings
from descentlab.measurements.fragility import Fragility
from descentlab.measurements.ghosts import Ghosts
from descentlab.measurements.loss import ACCURACY, Loss
from descentlab.measurements.nonlinear_radius import NonlinearRadius
from descentlab.measurements.ray_loss import RayLoss
from descentlab.measurements.softmax_radii import SoftmaxRadii
from descentlab.problems._digits import Examples
from descentlab.problems._networks import Activation, Width
from descentlab.problems.digits_mlp import DigitsMlpSettings, problem
from descentlab.processes.controlled import Controlled, ControllerSettings
from descentlab.settings import Choice, Info, Range, Settings
from descentlab.update_rules.heavy_ball import MomentumSettings
from descentlab.update_rules.rmsprop import AdaptiveSettings
from descentlab.views.ghosts import VIEWS

PROCESS = Controlled()


@dataclass(frozen=True)
class _OptimizerSettings(Settings):
    """Which optimizer, with one learning rate."""

    optimizer: Annotated[
        str,
        Choice("gradient_descent", "heavy_ball", "adam"),
        Info("optimizer", "Adam wants a learning rate some hundred times smaller.", True),
    ] = "gradient_descent"
    lr: Annotated[
        float,
        Range(1e-5, 1e3, log=True),
        Info("learning rate η", "Drag the circle τ, or set it here.", True),
    ] = 0.3


@dataclass(frozen=True)
class GhostsSettings(
    DigitsMlpSettings,
    LensSettings,
    ControllerSettings,
    ScheduleSettings,
    AdaptiveSettings,
    MomentumSettings,
    _OptimizerSettings,
):
    """A network without singularities of its own (GELU is entire), so that all are softmax's."""

    loss: SoftmaxLoss = "cross_entropy"
    activation: Activation = "gelu"
    width: Width = 32
    examples: Examples = 300


exhibit = Exhibit(
    id="ghosts_of_softmax",
    title="Ghosts of softmax",
    claim=(
        "Along every step the cross-entropy's Taylor series reaches to the nearest complex zero of "
        "softmax's partition function and no further. That ghost stands over a bump of curvature "
        "on the step's line; π/Δ, from the spread of the logits' slopes alone, never overstates "
        "its distance."
    ),
    paper="Sao (2026)",
    settings=GhostsSettings,
    problem=problem,
    process=PROCESS,
    measurements=(
        Loss(ACCURACY),
        SoftmaxRadii(PROCESS),
        Ghosts(),
        Fragility((8, 8)),
        RayLoss(),
        NonlinearRadius(),
    ),
    views=VIEWS,
    check=ghosts,
    check_steps=60,
    presets=(
        Preset("gradient descent", {}),
        Preset("Adam", {"optimizer": "adam", "lr": 2e-3}),
        Preset("momentum", {"optimizer": "heavy_ball", "lr": 0.05}),
        Preset("two classes", {"classes": 2}),
        Preset("tanh units", {"activation": "tanh"}),
        Preset("ReLU units", {"activation": "relu"}),
    ),
    story=(
        Step(
            "A loss that cannot see far",
            "Along the next step the loss is a smooth curve. Yet its Taylor series works only up "
            "to some distance: beyond it more terms make things **worse**. Watch *The loss along "
            "the step*. What stands there? On the real line, nothing.",
            view="ray_loss",
        ),
        Step(
            "Off the real line",
            "Let time be complex and the logits $z_k + a_k t$ turn in the plane. Where their "
            "exponentials cancel, softmax's denominator $F(t) = \\sum_k e^{z_k + a_k t}$ is zero "
            "and the loss infinite: a **ghost**. The series reaches to the nearest one, a circle "
            "of radius **ρ***.",
            view="ghosts",
        ),
        Step(
            "Ghosts cast shadows",
            "Look straight down from a ghost. On the real line there is a **bump of curvature**: "
            "there two classes trade places. Its width and the ghost's height are the same "
            "number: $2\\sigma \\operatorname{Im} t/\\pi$ is near 1. Early the ghosts are ahead, "
            "where the answers will change; later they are **behind**, where they did.",
            view="bump_ratio",
        ),
        Step(
            "A bound for one product",
            "The exact ghost takes a search. $\\rho_a = \\pi/\\Delta$, Δ the spread of the "
            "slopes, takes one Jacobian-vector product and never says too much. It says too "
            "little: three times and more for a typical example. It also grows with the "
            "temperature T of softmax, $\\rho_a \\propto T$, and the ghosts do not: they know the "
            "margins. Move T under *lens* and see.",
            view="radius_quantiles",
        ),
        Step(
            "Take the wheel",
            "Pause and **drag the circle τ**: that is the learning rate. Does the loss rise when "
            "you cross ρ_a, or the ghost? *Sometimes*. With a learning rate seven times as large "
            "*r* climbs to nine, most answers change at a step, and the loss jumps. Yet a few "
            "steps later the network is trained, sooner than before: the radius says where the "
            "picture from here ends, not whether a step goes well.",
            {"lr": 2.0},
            restart=True,
            view="ghosts",
        ),
        Step(
            "With a controller",
            "The same learning rate, but each step is cut to ρ_a along its own direction: see "
            "*last, as taken*. Does it lose less in the leap, and what does it pay for that "
            "later? Fork, switch the controller off, and compare the losses. In *The spike arena* "
            "controllers race where it matters.",
            {"lr": 2.0, "controller": "radius"},
            restart=True,
            view="radii",
        ),
    ),
    tags=("softmax", "optimizers"),
    references=("sao2026ghosts",),
)
