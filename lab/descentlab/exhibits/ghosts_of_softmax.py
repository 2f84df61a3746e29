"""The complex zeros of softmax that limit how far a step can be seen ahead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from descentlab.checks.ghosts import ghosts
from descentlab.exhibit import Exhibit, NegativeControl, Preset
from descentlab.exhibits._ghosts_of_softmax_story import STORY
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
    story=STORY,
    tags=("softmax", "optimizers"),
    references=("sao2026ghosts",),
    # nothing learned: no two classes trade places, and a ghost is one of all ten
    negative_controls=(
        NegativeControl({"lr": 1e-5, "width": 8, "examples": 60}, "is not 1 ± 0.1", steps=20),
    ),
)
