"""What the exhibits of an optimizer beside its flows have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from descentlab.exhibits._settings import ScalarRate
from descentlab.learning_rate import ScheduleSettings
from descentlab.measurements.effective_eigenvalues import EffectiveEigenvalues
from descentlab.measurements.effective_step import EffectiveStep
from descentlab.measurements.flow_distances import FlowDistances
from descentlab.measurements.flow_losses import FlowLosses
from descentlab.measurements.landscape import LandscapePlane
from descentlab.measurements.loss import Loss
from descentlab.measurements.swing import Swing
from descentlab.processes.comparison import Comparison, FlowSettings
from descentlab.processes.discrete import DampingSettings
from descentlab.settings import Choice, Info, Range, Settings
from descentlab.update_rules.heavy_ball import MomentumSettings
from descentlab.update_rules.rmsprop import AdaptiveSettings

PAPER = "Cohen, Damian, Talwalkar, Kolter & Lee (2025)"


@dataclass(frozen=True)
class _OptimizerSettings(Settings):
    """Which optimizer, and a learning rate for each family of them."""

    optimizer: Annotated[
        str,
        Choice("gradient_descent", "heavy_ball", "nesterov", "scalar_rmsprop", "rmsprop", "adam"),
        Info("optimizer", "May change mid-run: what it remembers is carried over.", True),
    ] = "gradient_descent"
    lr: Annotated[
        float,
        Range(1e-3, 20.0, log=True),
        Info("learning rate η", "Of gradient descent, heavy-ball and Nesterov.", True),
    ] = 0.4
    scalar_lr: ScalarRate = 0.1
    coordinate_lr: Annotated[
        float,
        Range(1e-6, 1e-1, log=True),
        Info("η, RMSProp and Adam", "How far each weight moves in a step, about.", True),
    ] = 1e-3


@dataclass(frozen=True)
class AnyOptimizerSettings(
    DampingSettings,
    FlowSettings,
    ScheduleSettings,
    AdaptiveSettings,
    MomentumSettings,
    _OptimizerSettings,
):
    """The optimizer, what it remembers, and the theory beside it."""


PROCESS = Comparison()
MEASUREMENTS = (
    Loss(),
    EffectiveEigenvalues(),
    LandscapePlane(),
    FlowLosses(),
    FlowDistances(),
    Swing(),
    EffectiveStep(),
)
