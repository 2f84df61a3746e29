"""A problem: an objective and where to start on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from descentkernels import Layout, Objective
from torch import Tensor

from descentlab.settings import Settings


@dataclass(frozen=True)
class Problem:
    """What a run descends on."""

    objective: Objective
    start: Tensor  # [P]
    layout: Layout = ()  # name, shape and slice of each parameter, for filter-wise directions
    metrics: Mapping[str, Callable[[Tensor], float]] = field(default_factory=dict)
    # ^ further scalars of w, e.g. accuracy


@dataclass(frozen=True)
class ProblemKind:
    """A file in `problems/`: the settings it needs and how to build it from them."""

    title: str
    settings: type[Settings]
    build: Callable[[Settings], Problem]
