"""A few loud examples that disagree make the valley narrow and swing in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from descentlab.checks.opposing_signals import opposing_signals
from descentlab.exhibit import Exhibit, NegativeControl, Preset
from descentlab.exhibits._edge import StepSize
from descentlab.exhibits._opposing_signals_story import STORY
from descentlab.meanings.loss import WEIGHTED
from descentlab.measurements.ablation import Ablation
from descentlab.measurements.effective_eigenvalues import EffectiveEigenvalues
from descentlab.measurements.group_losses import GroupLosses
from descentlab.measurements.loss import Loss
from descentlab.measurements.loss_changes import LossChanges
from descentlab.measurements.opposing_signals import OpposingSignals
from descentlab.measurements.oscillation import Oscillation
from descentlab.problems._digits import Examples
from descentlab.problems._networks import Width
from descentlab.problems.opposing_digits import OpposingDigitsSettings, problem
from descentlab.processes.discrete import Discrete
from descentlab.settings import Choice, Info, Range, Settings
from descentlab.update_rules.rmsprop import AdaptiveSettings
from descentlab.views.opposing_signals import VIEWS


@dataclass(frozen=True)
class _OptimizerSettings(Settings):
    """Gradient descent, or Adam with a step of its own."""

    optimizer: Annotated[
        str,
        Choice("gradient_descent", "adam"),
        Info("optimizer", "May change mid-run: what it remembers is carried over.", True),
    ] = "gradient_descent"
    lr: StepSize = 0.5
    coordinate_lr: Annotated[
        float,
        Range(1e-5, 1e-1, log=True),
        Info("η, Adam", "How far each weight moves in a step, about.", True),
    ] = 0.005
    beta: Annotated[
        float,
        Range(0.0, 0.99),
        Info("momentum β, Adam", "The share of the past in its mean of gradients (its β₁).", True),
    ] = 0.9


@dataclass(frozen=True)
class OpposingSignalsSettings(AdaptiveSettings, _OptimizerSettings, OpposingDigitsSettings):
    """One digit in ten gets bars at its sides; half of those are called 0 and half 1."""

    width: Width = 32
    examples: Examples = 300


exhibit = Exhibit(
    id="opposing_signals",
    title="Opposing signals",
    claim=(
        "The sharpest direction belongs to few training examples: two groups share a loud feature "
        "and differ in what it should mean, and at the edge of stability their losses swing in "
        "opposite phase while the rest hardly moves."
    ),
    paper="Rosenfeld & Risteski (2024)",
    settings=OpposingSignalsSettings,
    problem=problem,
    process=Discrete(),
    measurements=(
        Loss(reads_settings=True, formula=WEIGHTED),
        EffectiveEigenvalues(k=2),
        Oscillation(reads_settings=True),
        Ablation(),
        GroupLosses(("bars, group 0", "bars, group 1", "all others")),
        LossChanges((8, 8)),
        OpposingSignals((8, 8)),
    ),
    views=VIEWS,
    check=opposing_signals,
    check_steps=100,
    presets=(
        Preset("default", {}),
        Preset("Adam", {"optimizer": "adam"}),
        Preset("taken out from the start", {"outlier_weight": 0.0}),
        Preset("below the edge", {"lr": 0.1}),
        Preset("nothing planted", {"fraction": 0.0, "lr": 1.0}),
        Preset("a quiet feature", {"magnitude": 1.0}),
        Preset("loud, and in agreement", {"labels": "agreeing"}),
        Preset("cross-entropy", {"loss": "cross_entropy", "lr": 1.0}),
        Preset(
            "two linear layers",
            {"depth": 1, "activation": "linear", "magnitude": 2.0, "lr": 0.2},
        ),
    ),
    story=STORY,
    tags=("examples", "edge of stability"),
    references=("rosenfeld2024outliers",),
    negative_controls=(
        # the labels disagree as before, but there is no loud feature
        NegativeControl(
            {"magnitude": 0.0, "lr": 1.0, "width": 8, "examples": 100},
            "of Σ(∇ℓ·u₁)² only",
            steps=40,
        ),
    ),
)
