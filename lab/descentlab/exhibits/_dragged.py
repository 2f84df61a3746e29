"""The two exhibits of gradients to drag, in the plane and in space, differ in a dimension."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from descentlab.checks.dragged_gradients import dragged_gradients
from descentlab.exhibit import Exhibit, NegativeControl, Preset, Step
from descentlab.exhibits._conflict import COMPARED, SHOWN
from descentlab.measurements.conflicts import Conflicts, TaskLosses
from descentlab.measurements.gradient_arrows import GradientArrows
from descentlab.problem import ProblemKind
from descentlab.problems.dragged_gradients import TASKS, names
from descentlab.processes.aggregator_knobs import AggregatorKnobs
from descentlab.processes.jacobian_descent import (
    AggregatorName,
    AggregatorSettings,
    JacobianDescent,
)
from descentlab.settings import Info, Range, Settings
from descentlab.update_rules.gradient_descent import update_rule
from descentlab.views import conflict as views


@dataclass(frozen=True)
class _Steps(AggregatorSettings):
    """The rule in hand, and how far it steps."""

    aggregator: AggregatorName = "upgrad"
    lr: Annotated[
        float, Range(1e-3, 1.0, log=True), Info("learning rate η", "Of the steps.", live=True)
    ] = 0.1


@dataclass(frozen=True)
class DraggedSettings(AggregatorKnobs, _Steps):
    """Steps of a rule, and the rules' own parameters."""


def dragged(
    exhibit_id: str,
    title: str,
    dim: int,
    settings: type[Settings],
    problem: ProblemKind,
    story: tuple[Step, ...],
    presets: tuple[Preset, ...],
    tags: tuple[str, ...],
    agreed: Mapping[str, float],
) -> Exhibit:
    """Three losses with constant gradients in R^dim; of the `agreed` ones no two conflict."""
    return Exhibit(
        id=exhibit_id,
        title=title,
        claim=(
            "Add conflicting gradients up and one loss pays for the others. Every rule that "
            "combines them answers differently; UPGrad, DualProj and MGDA stay in the dual cone, "
            "where no loss rises."
        ),
        paper="Quinton & Rey (2024)",
        settings=settings,
        problem=problem,
        process=JacobianDescent(update_rule),
        measurements=(
            TaskLosses(TASKS, log=False),
            Conflicts(TASKS, SHOWN, COMPARED),
            GradientArrows(dim, TASKS, SHOWN),
        ),
        views=(
            views.arrows(dim, SHOWN, drag=names(dim)),
            views.LOSSES,
            views.ALIGNMENTS,
            views.PROGRESS,
            views.WEIGHTS,
            views.LEFTOVER,
        ),
        check=dragged_gradients,
        check_steps=20,
        presets=presets,
        story=story,
        tags=tags,
        references=("quinton2024jacobian", "desideri2012multiple"),
        negative_controls=(
            NegativeControl(agreed, "the mean conflicts with no loss", 5),
            NegativeControl({"aggregator": "mean"}, "in a step under mean", 5),
        ),
    )
