"""What an optimizer is to the lab."""

from __future__ import annotations

from abc import ABC, abstractmethod

from torch import Tensor

from descentlab.runs.state import State
from descentlab.settings import Settings


class UpdateRule(ABC):
    """An optimizer in preconditioned form: w⁺ = w − P(s)⁻¹ g, s⁺ = f(s, g).

    Cohen, Damian, Talwalkar, Kolter, Lee (2025). Rules of this form also have flows. A rule reads
    its hyperparameters from the run's settings at each step, so that they may change mid-run.
    """

    @abstractmethod
    def init(self, w: Tensor) -> State:
        """The state at step 0 for weights `w` [P]."""

    @abstractmethod
    def update(self, state: State, gradient: Tensor, settings: Settings) -> State:
        """The state one step later, given the gradient [P] at `state.w`."""

    @abstractmethod
    def preconditioner(self, state: State, settings: Settings) -> Tensor | float:
        """P: a scalar, or the diagonal [P], such that the step is −P⁻¹g."""

    @abstractmethod
    def threshold(self, settings: Settings) -> float:
        """The largest Hessian eigenvalue at which the rule is stable on a quadratic."""

    @property
    @abstractmethod
    def threshold_label(self) -> str:
        """The threshold as a formula, for the plot's legend."""
