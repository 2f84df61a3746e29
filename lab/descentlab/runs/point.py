"""One moment of a run, with the work that measurements share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

import torch
from descentkernels import Linearization, conflict
from torch import Tensor

from descentlab.errors import LabError
from descentlab.problem import Problem
from descentlab.randomness import generator
from descentlab.runs.state import State
from descentlab.settings import Settings


class Point:
    """A state of a run and what can be known about it, each thing computed once.

    The process and every measurement at a step read the same point, so the gradient that moves the
    weights is the one whose norm is shown and whose graph gives the Hessian's products.
    `artefacts` holds what each measurement left at this step (or at its last one), by name.
    """

    def __init__(
        self,
        problem: Problem,
        state: State,
        settings: Settings,
        artefacts: Mapping[str, Any],
    ) -> None:
        self.problem = problem
        self.state = state
        self.settings = settings
        self.artefacts = dict(artefacts)

    @cached_property
    def linearization(self) -> Linearization:
        """Value, gradient and replayable Hessian-vector products at `state.w`."""
        trained = self.problem.trained
        objective = self.problem.objective if trained is None else trained(self.settings)
        return objective.linearize(self.state.w)

    @property
    def gradient(self) -> Tensor:
        """∇L(w) [P]."""
        return self.linearization.gradient

    @property
    def value(self) -> Tensor:
        """L(w) []."""
        return self.linearization.value

    @cached_property
    def tasks(self) -> conflict.Tasks:
        """The problem's losses under the settings in force; LabError where it has one only."""
        if self.problem.tasks is None:
            raise LabError("Expected a problem of several tasks; found one with a single loss.")
        return self.problem.tasks(self.settings)

    @cached_property
    def evidence(self) -> conflict.Evidence:
        """The tasks' losses, gradients (where there are few tasks) and Gramian at `state.w`."""
        return self.tasks.evidence(self.state.w)

    def with_gradient(self, gradient: Tensor) -> Point:
        """This point as an optimizer sees it that is handed `gradient` [P] in place of ∇L."""
        seen = Point(self.problem, self.state, self.settings, self.artefacts)
        seen.linearization = replace(self.linearization, gradient=gradient)
        return seen

    def generator(self, purpose: str) -> torch.Generator:
        """A random generator that depends on the seed, the purpose and the step only."""
        return generator(getattr(self.settings, "seed", 0), purpose, self.state.step)
