"""Who pulls with whom: cosines of gradients, regrouped at will."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import torch
from descentkernels import ModuleObjective, conflict
from descentkernels.curvature import parameter_groups
from torch import Tensor

from descentlab.errors import LabError
from descentlab.meanings.cosine_matrix import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.problem import Problem
from descentlab.runs.point import Point
from descentlab.schedule import Every, Schedule
from descentlab.settings import Choice, Info, Settings

#: Rows and columns of the matrix; with more, cells are too small to see.
SIZE = 60
#: Examples that the means are of; all pairs of them are looked at.
EXAMPLES = 300

_INFO = Info("group by", "How the matrix of cosines is ordered.", True, "cosines")


@dataclass(frozen=True)
class CosineSettings(Settings):
    """For a problem with one loss."""

    group_by: Annotated[str, Choice("class", "layer", "none"), _INFO] = "class"


@dataclass(frozen=True)
class TaskCosineSettings(Settings):
    """For a problem of several tasks."""

    group_by: Annotated[str, Choice("class", "task", "layer", "none"), _INFO] = "class"


class CosineMatrix(Measurement):
    """Cosines of gradients in the order that the setting `group_by` asks for.

    `cosines` [60, 60], an empty row and column between groups, NaN after the last. class: the
    gradients of the first few examples of each class; none: of the first 60 examples as they come;
    task: of the first few examples' losses in each task, the same examples in every task. layer: a
    block for each layer that fits, what there is of the weights elsewhere left out; in it the
    cosines between the tasks' gradients, or without tasks the mean cosines between classes.
    `class_cosines` [c, c]: the mean cosine between an example of one class and another example of
    the other, of the first 300 examples; NaN where there is no such pair. An example's gradient is
    that of its share in the objective.
    """

    name = "cosine_matrix"

    def __init__(
        self,
        classes: int = 10,
        schedule: Schedule = Every(5, steered=True),  # noqa: B008
    ) -> None:
        self.schedule = schedule
        each, kind = ("gradient", SIZE), ("class", classes)
        self.series = explained(
            MEANINGS,
            SeriesSpec("cosines", "cosine", "", (each, each), whole=True),
            SeriesSpec("class_cosines", "mean cosine", "", (kind, kind), whole=True),
        )

    def measure(self, point: Point, artefact: None) -> Reading:
        objective, classes = _of_classes(point.problem)
        group, w = point.settings.group_by, point.state.w
        cosines = conflict.cosines(conflict.example_gramian(objective, w))
        count = self.series[1].shape[0]
        if group == "class":
            shown = _groups(cosines, _first_of_each(classes, count))
        elif group == "task":
            shown = _of_tasks(point)
        elif group == "layer":
            shown = _blocks(_of_layers(point, objective, classes, count))
        else:
            shown = _groups(cosines, [torch.arange(min(SIZE, len(cosines)))])
        means = mean_cosines(cosines, classes, count)
        return Reading({"cosines": shown, "class_cosines": means.cpu().numpy()})


def mean_cosines(cosines: Tensor, groups: Tensor, count: int) -> Tensor:
    """[count, count]: means of cosines [n, n] over pairs of different examples, by group [n]."""
    member = torch.nn.functional.one_hot(groups, count).to(cosines)
    apart = cosines.clone().fill_diagonal_(0)
    pairs = member.sum(0)[:, None] * member.sum(0) - torch.diag(member.sum(0))
    return (member.T @ apart @ member) / torch.where(pairs > 0, pairs, torch.nan)


def _of_classes(problem: Problem) -> tuple[ModuleObjective, Tensor]:
    """The first examples' part of the objective, and their classes."""
    objective, classes = problem.objective, problem.classes
    if classes is None or not isinstance(objective, ModuleObjective):
        raise LabError(
            "cosine_matrix: expected a network and the classes of its examples; found a problem "
            "without. Set `classes` of the problem."
        )
    if len(classes) > EXAMPLES:
        objective = objective.restricted(torch.arange(EXAMPLES))
    return objective, classes[:EXAMPLES]


def _first_of_each(classes: Tensor, count: int) -> list[Tensor]:
    """Numbers of examples, as many of each class as fit."""
    room = max(1, (SIZE - count + 1) // count)
    return [(classes == k).nonzero()[:room, 0] for k in range(count)]


def _groups(cosines: Tensor, groups: Sequence[Tensor]) -> np.ndarray:
    """[60, 60]: the cosines of the examples in groups, with a gap after each group."""
    out, places, start = np.full((SIZE, SIZE), np.nan), [], 0
    members = [group for group in groups if len(group)]
    for group in members:
        places += range(start, start + len(group))
        start += len(group) + 1
    order, kept = torch.cat(members)[:SIZE], [place for place in places if place < SIZE]
    order = order[: len(kept)]
    out[np.ix_(kept, kept)] = cosines[order][:, order].cpu().numpy()
    return out


def _blocks(blocks: Sequence[Tensor]) -> np.ndarray:
    """[60, 60]: the matrices that fit along the diagonal, with a gap after each."""
    out, start = np.full((SIZE, SIZE), np.nan), 0
    for block in blocks:
        end = start + len(block)
        if end <= SIZE:
            out[start:end, start:end] = block.cpu().numpy()
        start = end + 1
    return out


def _of_tasks(point: Point) -> np.ndarray:
    tasks = point.tasks
    if not isinstance(tasks, conflict.ModuleTasks):
        raise LabError("cosine_matrix: expected tasks of one network's outputs to group by task.")
    examples = min((SIZE - tasks.count + 1) // tasks.count, len(tasks.objective.targets))
    each = [
        tasks.restricted(torch.tensor([i])).values_and_gradients(point.state.w)[1]
        for i in range(examples)
    ]
    rows = torch.stack(each, 1).flatten(0, 1).double()  # [tasks · examples, P]
    whose = torch.arange(len(rows)).split(examples)
    return _groups(conflict.cosines(rows @ rows.T), whose)


def _of_layers(
    point: Point, objective: ModuleObjective, classes: Tensor, count: int
) -> list[Tensor]:
    if point.problem.tasks is None:
        parts = conflict.layer_gramians(objective, point.state.w).values()
        return [mean_cosines(conflict.cosines(part), classes, count) for part in parts]
    rows = point.tasks.values_and_gradients(point.state.w)[1].double()
    found = []
    for group in parameter_groups(objective.layout):
        part = torch.cat([rows[:, slot.slice] for slot in group.slots], 1)
        found.append(conflict.cosines(part @ part.T))
    return found
