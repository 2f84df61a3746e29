"""A problem: an objective and where to start on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from descentkernels import Layout, Objective, conflict
from torch import Tensor

from descentlab.settings import Settings

#: A further scalar of w [P], e.g. accuracy; it is given the network's outputs where they are known.
Metric = Callable[[Tensor, Tensor | None], float]


@dataclass(frozen=True)
class Problem:
    """What a run descends on."""

    objective: Objective
    start: Tensor  # [P]
    layout: Layout = ()  # name, shape and slice of each parameter, for filter-wise directions
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    #: Names of what a dimension of a series runs over, e.g. {"class": ("0", ..., "9")}.
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    classes: Tensor | None = None  # [n] the class of each training example, where there are any
    images: Tensor | None = None  # [n, h, w] the training examples as pictures, where they are
    #: Numbers [m] of the training examples in each named group that is worth telling apart.
    groups: Mapping[str, Tensor] = field(default_factory=dict)
    #: The stretch of w that belongs to each network, where several train side by side.
    parts: Mapping[str, slice] = field(default_factory=dict)
    #: Several losses of the same weights under the settings in force, where there are any; the
    #: objective is what training on one loss would descend on, their mean as a rule.
    tasks: Callable[[Settings], conflict.Tasks] | None = None
    #: What is descended on under the settings in force, where a live setting may change that.
    trained: Callable[[Settings], Objective] | None = None


@dataclass(frozen=True)
class ProblemKind:
    """A file in `problems/`: the settings it needs and how to build it from them.

    One that `takes_data` is also built from a `Dataset`: `build(settings, data)`.
    """

    title: str
    settings: type[Settings]
    build: Callable[..., Problem]
    takes_data: tuple[str, ...] = ()  # kinds of targets: "classes", "numbers"
