"""Digits of which every one is an objective of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from descentkernels.conflict import ExampleTasks
from torch import Tensor

from descentlab.problem import Problem, ProblemKind
from descentlab.problems import digits_mlp
from descentlab.problems._digits import DigitsSettings, chosen, digits
from descentlab.problems._networks import Width
from descentlab.settings import Info, Range

#: The largest training set; digits after it are fresh for every one.
MOST = 200


@dataclass(frozen=True)
class InstanceWiseDigitsSettings(DigitsSettings):
    """Few examples: a projection for each of them, in as many dimensions, at every step."""

    width: Width = 32
    examples: Annotated[
        int,
        Range(10, MOST),
        Info("examples", "Training examples, each an objective.", group="problem"),
    ] = 64


def build(settings: InstanceWiseDigitsSettings) -> Problem:
    """64 → width → width → classes, with a task an example and a metric `held_out`: the share of
    fresh digits that are told right."""
    problem = digits_mlp.build(settings)
    tasks = ExampleTasks(problem.objective)
    fresh = chosen(replace(settings, examples=MOST))[-1] + 1  # in the order of all digits
    images, labels = digits()
    kept = labels[fresh:] < settings.classes
    inputs = images[fresh:][kept] * (settings.input_norm / 8.0)
    answers = labels[fresh:][kept]

    def held_out(w: Tensor, outputs: Tensor | None) -> float:
        objective = problem.objective
        found = objective.run(objective.unflatten(w), inputs.to(w)).argmax(1)
        return float((found == answers).double().mean())

    return replace(
        problem, tasks=lambda _: tasks, metrics={**problem.metrics, "held_out": held_out}
    )


problem = ProblemKind("Every digit an objective", InstanceWiseDigitsSettings, build)
