"""One moment of a run, with the work that measurements share."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import torch
from descentkernels import Linearization
from torch import Tensor

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
        return self.problem.objective.linearize(self.state.w)

    @property
    def gradient(self) -> Tensor:
        """∇L(w) [P]."""
        return self.linearization.gradient

    @property
    def value(self) -> Tensor:
        """L(w) []."""
        return self.linearization.value

    def generator(self, purpose: str) -> torch.Generator:
        """A random generator that depends on the seed, the purpose and the step only."""
        return generator(getattr(self.settings, "seed", 0), purpose, self.state.step)
