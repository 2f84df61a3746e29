"""The matrix of cosines says of every pair of gradients what their own table says."""

from dataclasses import dataclass

import numpy as np
import pytest
import torch
from descentkernels.curvature import per_example_gradients
from descentlab import LabError
from descentlab.measurements.cosine_matrix import (
    SIZE,
    CosineMatrix,
    CosineSettings,
    TaskCosineSettings,
    mean_cosines,
)
from descentlab.problems import digits_mlp, quadratic, three_tasks
from descentlab.runs.point import Point
from descentlab.runs.state import State


@dataclass(frozen=True)
class DigitsSettings(CosineSettings, digits_mlp.DigitsMlpSettings):
    """The digits, with a matrix beside them."""


@dataclass(frozen=True)
class TasksSettings(TaskCosineSettings, three_tasks.ThreeTasksSettings):
    """Three tasks, with a matrix beside them."""


@dataclass(frozen=True)
class TaskDigits(TaskCosineSettings, digits_mlp.DigitsMlpSettings):
    """Tasks asked for where there are none."""


@dataclass(frozen=True)
class Bowl(CosineSettings, quadratic.problem.settings):
    """No network."""


SMALL = {"width": 4, "examples": 30, "precision": "float64"}


def read(kind, settings):
    problem = kind.build(settings)
    point = Point(problem, State(0, problem.start), settings, {})
    return problem, CosineMatrix().measure(point, None).values


def cosines_of(rows):
    return torch.nn.functional.cosine_similarity(rows[:, None], rows[None], dim=2)


@pytest.fixture(scope="module")
def digits():
    problem, _ = read(digits_mlp.problem, DigitsSettings(**SMALL))
    table = per_example_gradients(problem.objective, problem.start)
    return problem, cosines_of(table).numpy(), problem.classes.numpy()


def test_ungrouped_it_is_the_cosines_of_the_examples_as_they_come(digits):
    _, truth, _ = digits
    found = read(digits_mlp.problem, DigitsSettings(**SMALL, group_by="none"))[1]["cosines"]
    np.testing.assert_allclose(found[:30, :30], truth, atol=1e-10)  # float64 sums
    assert found.shape == (SIZE, SIZE)
    assert np.isnan(found[30:]).all()


def test_by_class_the_same_cosines_stand_class_after_class(digits):
    _, truth, classes = digits
    found = read(digits_mlp.problem, DigitsSettings(**SMALL))[1]["cosines"]
    first = [np.flatnonzero(classes == k)[:5] for k in range(10)]
    order = np.concatenate(first)
    known = np.isfinite(found).any(1)
    np.testing.assert_allclose(found[np.ix_(known, known)], truth[np.ix_(order, order)], atol=1e-10)
    ends = np.cumsum([len(f) + 1 for f in first if len(f)]) - 1  # an empty line after each group
    assert set(np.flatnonzero(~known)) == {*ends, *range(ends[-1], SIZE)}


def test_the_means_are_over_pairs_of_different_examples(digits):
    _, truth, classes = digits
    found = read(digits_mlp.problem, DigitsSettings(**SMALL))[1]["class_cosines"]
    for a in range(10):
        for b in range(10):
            pairs = [
                truth[i, j]
                for i in np.flatnonzero(classes == a)
                for j in np.flatnonzero(classes == b)
                if i != j
            ]
            np.testing.assert_allclose(found[a, b], np.mean(pairs) if pairs else np.nan, atol=1e-10)


def test_by_layer_each_block_is_of_that_layers_weights_alone(digits):
    problem, _, classes = digits
    found = read(digits_mlp.problem, DigitsSettings(**SMALL, group_by="layer"))[1]["cosines"]
    table = per_example_gradients(problem.objective, problem.start)
    start = 0
    for weight, bias in zip(problem.layout[::2], problem.layout[1::2], strict=True):
        part = torch.cat([table[:, weight.slice], table[:, bias.slice]], 1)
        truth = mean_cosines(cosines_of(part), torch.tensor(classes), 10)
        block = found[start : start + 10, start : start + 10]
        np.testing.assert_allclose(block, truth.numpy(), atol=1e-10)
        start += 11
    assert np.isnan(found[10]).all()
    assert np.isnan(found[:10, 10:]).all()


def test_by_task_the_same_examples_stand_in_one_task_after_the_other():
    settings = TasksSettings(**SMALL, group_by="task", scale_parity=50.0)
    problem, values = read(three_tasks.problem, settings)
    found = values["cosines"]
    tasks = problem.tasks(settings)
    rows = []
    for criterion in tasks._criteria:  # scales change no cosine
        for i in range(19):
            one, w = tasks.objective.restricted(torch.tensor([i])), problem.start.clone()
            outputs = one.batch(0, 1).forward(w.requires_grad_())
            rows.append(torch.autograd.grad(criterion(outputs, one.targets), w)[0])
    truth = cosines_of(torch.stack(rows)).numpy()
    places = [k for k in range(SIZE) if k not in (19, 39, 59)]
    np.testing.assert_allclose(found[np.ix_(places, places)], truth, atol=1e-10)
    layers = read(three_tasks.problem, TasksSettings(**SMALL, group_by="layer"))[1]["cosines"]
    assert np.isfinite(layers[:3, :3]).all()
    np.testing.assert_allclose(np.diag(layers)[:3], 1, atol=1e-12)


def test_what_has_no_classes_or_tasks_is_refused_with_a_reason():
    with pytest.raises(LabError, match="several tasks"):
        read(digits_mlp.problem, TaskDigits(**SMALL, group_by="task"))
    with pytest.raises(LabError, match="classes of its examples"):
        read(quadratic.problem, Bowl())
