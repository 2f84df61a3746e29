"""A weighted sum of objectives of the same weights."""

from collections.abc import Sequence
from typing import final

import torch
from torch import Tensor

from .errors import DescentError
from .objective import Linearization, Objective


@final
class WeightedObjective(Objective):
    """L(w) = Σ_k c_k L_k(w): a loss of which some parts count more, less, or not at all.

    With L_k the means over disjoint groups of examples (`ModuleObjective.restricted`) and c_k their
    shares of the data it is the mean over all. A part of weight zero is not evaluated.

    Args:
        parts: (c_k, L_k), of one dimension, device and precision.

    Raises:
        DescentError: if there are none, or they do not fit each other.
    """

    def __init__(self, parts: Sequence[tuple[float, Objective]]) -> None:
        if not parts:
            raise DescentError("expected at least one objective, found none.")
        self._first = parts[0][1]
        kinds = {(part.dim, part.device, part.dtype) for _, part in parts}
        if len(kinds) > 1:
            raise DescentError(f"expected objectives of the same weights, found {kinds}.")
        self._parts = tuple((weight, part) for weight, part in parts if weight)

    @property
    def dim(self) -> int:
        return self._first.dim

    @property
    def device(self) -> torch.device:
        return self._first.device

    @property
    def dtype(self) -> torch.dtype:
        return self._first.dtype

    def value(self, w: Tensor) -> Tensor:
        return self._sum(w.new_zeros(()), [part.value(w) for _, part in self._parts])

    def value_and_gradient(self, w: Tensor) -> tuple[Tensor, Tensor]:
        w = self.checked(w)
        found = [part.value_and_gradient(w) for _, part in self._parts]
        value = self._sum(w.new_zeros(()), [value for value, _ in found])
        return value, self._sum(torch.zeros_like(w), [gradient for _, gradient in found])

    def linearize(self, w: Tensor) -> Linearization:
        w = self.checked(w)
        found = [part.linearize(w) for _, part in self._parts]
        return Linearization(
            self._sum(w.new_zeros(()), [each.value for each in found]),
            self._sum(torch.zeros_like(w), [each.gradient for each in found]),
            lambda block: self._sum(torch.zeros_like(block), [e.product(block) for e in found]),
        )

    def third(self, w: Tensor, u: Tensor, v: Tensor) -> Tensor:
        return self._sum(torch.zeros_like(w), [part.third(w, u, v) for _, part in self._parts])

    def values(self, weights: Tensor) -> Tensor:
        return self._sum(weights[:, 0] * 0, [part.values(weights) for _, part in self._parts])

    def _sum(self, total: Tensor, terms: Sequence[Tensor]) -> Tensor:
        for (weight, _), term in zip(self._parts, terms, strict=True):
            total = total + weight * term
        return total
