"""What can be set of a race of twelve optimizers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from descentlab.exhibits._settings import ScalarRate
from descentlab.learning_rate import ScheduleSettings
from descentlab.problems._networks import Width
from descentlab.problems.digits_mlp import DigitsMlpSettings
from descentlab.settings import Info, Range, Settings
from descentlab.update_rules.heavy_ball import MomentumSettings
from descentlab.update_rules.rmsprop import AdaptiveSettings
from descentlab.update_rules.sam import SamSettings
from descentlab.update_rules.sgd import Batch, BatchSizeSettings
from descentlab.update_rules.weight_decay import Decay, WeightDecaySettings


@dataclass(frozen=True)
class _Rates(Settings):
    """Learning rates at which each reaches its edge within some two hundred steps."""

    lr: Annotated[
        float,
        Range(1e-3, 20.0, log=True),
        Info("learning rate η", "Of gradient descent, SAM, SGD and Nesterov.", True),
    ] = 0.35
    momentum_lr: Annotated[
        float,
        Range(1e-3, 20.0, log=True),
        Info("η, heavy-ball", "Its edge lies 1 + β times as far out.", True),
    ] = 0.7
    scalar_lr: ScalarRate = 0.05
    coordinate_lr: Annotated[
        float,
        Range(1e-6, 1e-1, log=True),
        Info("η, RMSProp, Adam, sign, Lion", "How far each weight moves in a step, about.", True),
    ] = 2e-3
    matrix_lr: Annotated[
        float,
        Range(1e-4, 1.0, log=True),
        Info("η, Muon", "The largest singular value of each matrix's step.", True),
    ] = 0.02


@dataclass(frozen=True)
class EveryOptimizerSettings(
    DigitsMlpSettings,
    ScheduleSettings,
    BatchSizeSettings,
    SamSettings,
    WeightDecaySettings,
    AdaptiveSettings,
    MomentumSettings,
    _Rates,
):
    """A small network, a batch that shows, a decay that does not rule the loss."""

    width: Width = 32
    batch: Batch = 4
    decay: Decay = 0.003
