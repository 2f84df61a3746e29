"""The training loss as a function of one flat weight vector: all an instrument may know."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from .errors import DescentError


@dataclass(frozen=True)
class Linearization:
    """Value and gradient at one point, with the Hessian there as a linear map.

    Holds autograd graphs until it is dropped, so it is the one result that cannot be pickled:
    keep it for the step, not in a record.
    """

    value: Tensor  # [] detached
    gradient: Tensor  # [P] detached
    product: Callable[[Tensor], Tensor]  # [k, P] -> [k, P]
    outputs: Tensor | None = None  # [n, ...] the network's, where they were met on the way

    def hvp(self, vectors: Tensor) -> Tensor:
        """H v for each row: [k, P] -> [k, P], or [P] -> [P].

        Raises:
            DescentError: if the last dimension is not P.
        """
        dim = self.gradient.numel()
        if vectors.ndim not in (1, 2) or vectors.shape[-1] != dim:
            raise DescentError(
                f"hvp expects vectors [k, {dim}] or [{dim}], found {list(vectors.shape)}."
            )
        block = vectors.detach().to(self.gradient)
        if block.ndim == 1:
            return self.product(block[None])[0]
        return self.product(block) if len(block) else torch.empty_like(block)


class Objective(ABC):
    """L(w), w ∈ R^P. Abstract; final are Function-, Module- and WeightedObjective.

    Every method is a pure function of its tensors. Non-finite weights give non-finite results,
    never an exception.
    """

    @property
    @abstractmethod
    def dim(self) -> int:
        """P, the number of weights."""

    @property
    @abstractmethod
    def device(self) -> torch.device:
        """Where weights must lie."""

    @property
    @abstractmethod
    def dtype(self) -> torch.dtype:
        """What weights must be."""

    @abstractmethod
    def value(self, w: Tensor) -> Tensor:
        """L(w): [P] -> []."""

    @abstractmethod
    def value_and_gradient(self, w: Tensor) -> tuple[Tensor, Tensor]:
        """L(w) and ∇L(w): [P] -> [], [P]."""

    @abstractmethod
    def linearize(self, w: Tensor) -> Linearization:
        """L(w), ∇L(w) and the map v -> H(w)v, which keeps what all products there share."""

    @abstractmethod
    def third(self, w: Tensor, u: Tensor, v: Tensor) -> Tensor:
        """∇_w (uᵀH(w)v): the third derivative contracted with u and v, [P]."""

    @abstractmethod
    def values(self, weights: Tensor) -> Tensor:
        """L of each row: [n, P] -> [n]."""

    def gradient(self, w: Tensor) -> Tensor:
        """∇L(w): [P] -> [P]."""
        return self.value_and_gradient(w)[1]

    def hvp(self, w: Tensor, vectors: Tensor) -> Tensor:
        """H(w)v for each row of [k, P] (or one [P]). For several calls at one w: linearize."""
        return self.linearize(w).hvp(vectors)

    def checked(self, w: Tensor, *, rows: bool = False) -> Tensor:
        """The weights detached, or a DescentError when shape, dtype or device is not ours."""
        shape = f"[n, {self.dim}]" if rows else f"[{self.dim}]"
        if w.ndim != (2 if rows else 1) or w.shape[-1] != self.dim:
            raise DescentError(f"expected weights {shape}, found {list(w.shape)}.")
        if w.dtype != self.dtype or w.device != self.device:
            raise DescentError(
                f"expected weights {self.dtype} on {self.device}, found {w.dtype} on {w.device}: "
                "convert them with .to(objective.device, objective.dtype)."
            )
        return w.detach()
