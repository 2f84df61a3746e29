"""Adapting: settings made for the digits, moved to where a data set allows them."""

from __future__ import annotations

import math
from typing import Any

from descentlab.datasets.dataset import CLASSES, NUMBERS, Dataset
from descentlab.datasets.limits import FEWEST_ROWS
from descentlab.errors import LabError
from descentlab.problem import ProblemKind
from descentlab.settings import Choice, Settings, describe

#: The only loss there is between real numbers.
REGRESSION_LOSS = "mse"
#: Inputs of a digit.
DIGITS_INPUTS = 64


def taken(kind: ProblemKind, settings: type[Settings]) -> tuple[str, ...]:
    """Kinds of targets that an exhibit of this problem with these settings can learn.

    Real numbers need a loss between them, which an exhibit about softmax does not offer.
    """
    losses = next((s.domain for s in describe(settings) if s.name == "loss"), None)
    softmax = isinstance(losses, Choice) and REGRESSION_LOSS not in losses.values
    return tuple(k for k in kind.takes_data if k == CLASSES or not softmax)


def adapted(kind: ProblemKind, settings: Settings, data: Dataset) -> tuple[Settings, list[str]]:
    """The settings within what `data` has, and in words what was changed.

    Raises LabError when a problem of this kind cannot be built from `data`.
    """
    _check_kind(kind, type(settings), data)
    changes: dict[str, Any] = {}
    said: list[str] = []
    if data.kind == NUMBERS:
        rows = len(data.inputs)
        if getattr(settings, "loss", REGRESSION_LOSS) != REGRESSION_LOSS:
            changes["loss"] = REGRESSION_LOSS
            said.append(f"{data.target} is a number: the loss is {REGRESSION_LOSS}.")
    else:
        classes = min(settings.classes, len(data.classes))
        rows = sum(data.counts()[:classes])
        if classes < settings.classes:
            changes["classes"] = classes
            said.append(f"{data.name} has {classes} classes: all are told apart.")
        elif classes < len(data.classes):
            shown = ", ".join(data.classes[:classes])
            said.append(f"Of {len(data.classes)} classes the first {classes} are used: {shown}.")
    if rows < FEWEST_ROWS:
        raise LabError(
            f"{data.name}: expected at least {FEWEST_ROWS} rows of the first {classes} classes; "
            f"found {rows}. Set more classes, or choose another target."
        )
    if rows < settings.examples:
        changes["examples"] = rows
        said.append(f"{data.name} has {rows} examples to train on: all are used.")
    return settings.with_(**changes), said


def suggested(settings: type[Settings], data: Dataset) -> dict[str, float]:
    """Settings worth starting with in place of the defaults.

    Digits have 64 inputs of about one standard deviation at their default length. A table of few
    columns stretched to that length would start far beyond the edge; it gets as much a column.
    """
    length = next((s for s in describe(settings) if s.name == "input_norm"), None)
    share = data.inputs.shape[1] / DIGITS_INPUTS
    if length is None or share >= 1:
        return {}
    return {"input_norm": length.clamp(float(f"{length.default * math.sqrt(share):.3g}"))}


def _check_kind(kind: ProblemKind, settings: type[Settings], data: Dataset) -> None:
    able = taken(kind, settings)
    if not able:
        raise LabError(
            f"{kind.title}: this problem is made as its claim needs it and takes no data. "
            "Exhibits with an MLP on the digits do, such as edge_of_stability."
        )
    if data.kind not in able:
        raise LabError(
            f"{kind.title}: expected classes to tell apart, since this exhibit is about softmax; "
            f"{data.target!r} of {data.name} is a number. Choose a target with classes, or open "
            "an exhibit with the squared loss, such as edge_of_stability."
        )
