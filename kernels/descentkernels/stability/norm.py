"""Norms of weight space in which an optimizer is steepest descent."""

from abc import ABC, abstractmethod

from torch import Tensor


class Norm(ABC):
    """‖·‖ with its dual ‖g‖_* = max over ‖d‖ ≤ 1 of ⟨g, d⟩. Every method takes rows [k, P].

    Steepest descent in the norm is w⁺ = w − η‖g‖_* · oracle(g); sign and spectral descent leave
    the factor ‖g‖_* out. Final classes: `MaxNorm`, `SpectralNorm`.
    """

    @abstractmethod
    def norm(self, vectors: Tensor) -> Tensor:
        """‖v‖ of each row: [k]."""

    @abstractmethod
    def dual(self, vectors: Tensor) -> Tensor:
        """‖v‖_* of each row: [k]."""

    @abstractmethod
    def oracle(self, vectors: Tensor) -> Tensor:
        """A d with ‖d‖ ≤ 1 and ⟨v, d⟩ = ‖v‖_* for each row: [k, P]; NaN for a non-finite one."""
