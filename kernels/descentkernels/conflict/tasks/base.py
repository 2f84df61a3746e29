"""Tasks: several losses of the same weights."""

from __future__ import annotations

from abc import ABC, abstractmethod

from torch import Tensor

from ..aggregators import Evidence


class Tasks(ABC):
    """L₁(w), ..., L_m(w), w ∈ R^P.

    Every method is a pure function of its tensors. Non-finite weights give non-finite results,
    never an exception.
    """

    @property
    @abstractmethod
    def count(self) -> int:
        """m."""

    @abstractmethod
    def values(self, w: Tensor) -> Tensor:
        """Lᵢ(w): [P] -> [m]."""

    @abstractmethod
    def values_and_gradients(self, w: Tensor) -> tuple[Tensor, Tensor]:
        """Lᵢ(w) [m] and J [m, P], the row i of which is ∇Lᵢ(w)."""

    def values_and_gramian(self, w: Tensor) -> tuple[Tensor, Tensor]:
        """Lᵢ(w) [m] and G = JJᵀ [m, m] float64, by cheaper ways than J where there are any."""
        values, rows = self.values_and_gradients(w)
        rows = rows.double()
        return values, rows @ rows.mT

    def evidence(self, w: Tensor, needs: str = "gramian") -> Evidence:
        """What an aggregator that `needs` so much is given at w."""
        values, rows = self.values_and_gradients(w)
        return Evidence.of(rows, values)

    def combined(self, w: Tensor, weights: Tensor) -> Tensor:
        """Σ λᵢ∇Lᵢ(w) [P] for λ [m], by cheaper ways than J where there are any."""
        rows = self.values_and_gradients(w)[1]
        return weights.to(rows) @ rows
