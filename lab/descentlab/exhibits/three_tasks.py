"""Three tasks on one network, and the cone of their gradients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from descentlab.checks.three_tasks import three_tasks
from descentlab.exhibit import Exhibit, NegativeControl, Preset
from descentlab.exhibits._conflict import COMPARED, SHOWN
from descentlab.exhibits._three_tasks_story import STORY
from descentlab.learning_rate import ScheduleSettings
from descentlab.meanings.loss import MEAN_OF_TASKS
from descentlab.meanings.meaning import explained
from descentlab.meanings.three_tasks import MEANINGS
from descentlab.measurement import SeriesSpec
from descentlab.measurements.conflicts import Conflicts, TaskLosses
from descentlab.measurements.cosine_matrix import CosineMatrix, TaskCosineSettings
from descentlab.measurements.gradient_arrows import GradientArrows
from descentlab.measurements.loss import Loss
from descentlab.problems._networks import Width
from descentlab.problems.three_tasks import TASKS, Scale, Third, ThreeTasksSettings, problem
from descentlab.processes.aggregator_knobs import AggregatorKnobs
from descentlab.processes.jacobian_descent import AggregatorSettings, JacobianDescent
from descentlab.settings import Choice, Info, Range, Settings
from descentlab.update_rules.heavy_ball import MomentumSettings
from descentlab.update_rules.rmsprop import AdaptiveSettings
from descentlab.view import View
from descentlab.views import conflict as views
from descentlab.views import cosines

SCORES = explained(
    MEANINGS,
    *(SeriesSpec(f"right_{name}", f"{name} right", columns=(name,)) for name in TASKS),
)


@dataclass(frozen=True)
class _OptimizerSettings(Settings):
    """Which optimizer makes steps of the updates."""

    optimizer: Annotated[
        str,
        Choice("gradient_descent", "heavy_ball", "adam"),
        Info("optimizer", "What makes a step of the update.", True),
    ] = "gradient_descent"
    lr: Annotated[
        float, Range(1e-5, 1e2, log=True), Info("learning rate η", "Of the optimizer.", True)
    ] = 0.2


@dataclass(frozen=True)
class ThreeTasksExhibitSettings(
    ThreeTasksSettings,
    TaskCosineSettings,
    AggregatorKnobs,
    ScheduleSettings,
    AdaptiveSettings,
    MomentumSettings,
    _OptimizerSettings,
    AggregatorSettings,
):
    """One task speaks ten times as loud as the others."""

    third: Third = "denoising"
    width: Width = 16
    scale_digit: Scale = 10.0


exhibit = Exhibit(
    id="three_tasks",
    title="Three tasks in one cone",
    claim=(
        "Where one network learns three tasks, some of their gradients conflict at nearly every "
        "step. The mean follows the loudest and now and then raises another's loss. Updates in the "
        "dual cone raise none, and there always is one: UPGrad, DualProj and MGDA find it."
    ),
    paper="Quinton & Rey (2024), Yu et al. (2020)",
    settings=ThreeTasksExhibitSettings,
    problem=problem,
    process=JacobianDescent(),
    measurements=(
        Loss(*SCORES, formula=MEAN_OF_TASKS),
        TaskLosses(TASKS),
        Conflicts(TASKS, SHOWN, COMPARED),
        GradientArrows(3, TASKS, SHOWN),
        CosineMatrix(),
    ),
    views=(
        views.arrows(3, SHOWN, unit=True),
        views.LOSSES,
        views.COSINES,
        views.ALIGNMENTS,
        views.LEFTOVER,
        views.PROGRESS,
        cosines.MATRIX,
        views.WEIGHTS,
        views.SIZES,
        views.SIMILARITY,
        views.BENT,
        View(
            "scores",
            "curve",
            "What has been learnt",
            tuple(spec.name for spec in SCORES),
            "The share of right answers to each task; for denoising the share of the pixels' "
            "variance that is explained.",
        ),
    ),
    check=three_tasks,
    check_steps=150,
    presets=(
        Preset("a loud task", {}),
        Preset("alike in size", {"scale_digit": 1.0, "lr": 1.0}),
        Preset("UPGrad", {"aggregator": "upgrad"}),
        Preset("turned digits", {"third": "rotation"}),
        Preset("UPGrad in Adam", {"aggregator": "upgrad", "optimizer": "adam", "lr": 2e-3}),
    ),
    story=STORY,
    tags=("conflict",),
    references=("quinton2024jacobian", "yu2020gradient", "desideri2012multiple"),
    negative_controls=(
        # counted alike, a task's own length protects it from the others
        NegativeControl(
            {"scale_digit": 1.0, "lr": 1.0, "width": 8, "examples": 60},
            "the mean conflicts with a task at 0%",
            40,
        ),
    ),
)
