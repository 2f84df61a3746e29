"""An objective from a plain function of a flat vector: toys, quadratics, closed forms."""

from collections.abc import Callable
from typing import final

import torch
from torch import Tensor

from . import terms
from .errors import DescentError
from .objective import Linearization, Objective


@final
class FunctionObjective(Objective):
    """L(w) = f(w) for a differentiable f: [P] -> [].

    Args:
        f: built from torch operations, so that autograd can go through it three times.
        dim: P.
        device: where w lies.
        dtype: what w is.
        batched: optional [n, P] -> [n], used by `values`; without it rows are evaluated in turn.

    Raises:
        DescentError: if dim < 1 or f does not return a scalar.
    """

    def __init__(
        self,
        f: Callable[[Tensor], Tensor],
        dim: int,
        device: torch.device | str,
        dtype: torch.dtype,
        *,
        batched: Callable[[Tensor], Tensor] | None = None,
    ) -> None:
        if dim < 1:
            raise DescentError(f"expected at least one weight, found dim = {dim}.")
        self._f = f
        self._dim = dim
        self._device = torch.device(device)
        self._dtype = dtype
        self._batched = batched
        shape = list(self.value(torch.ones(dim, device=self._device, dtype=dtype)).shape)
        if shape:
            raise DescentError(f"expected f to return a scalar [], found {shape}.")

    @property
    def dim(self) -> int:
        return self._dim

    @property
    def device(self) -> torch.device:
        return self._device

    @property
    def dtype(self) -> torch.dtype:
        return self._dtype

    def value(self, w: Tensor) -> Tensor:
        with torch.no_grad():
            return self._f(self.checked(w))

    def value_and_gradient(self, w: Tensor) -> tuple[Tensor, Tensor]:
        return terms.total_and_gradient([self._f], self.checked(w))

    def linearize(self, w: Tensor) -> Linearization:
        return terms.linearize([self._f], self.checked(w), retain=1)

    def third(self, w: Tensor, u: Tensor, v: Tensor) -> Tensor:
        return terms.third([self._f], self.checked(w), self.checked(u), self.checked(v))

    def values(self, weights: Tensor) -> Tensor:
        weights = self.checked(weights, rows=True)
        with torch.no_grad():
            if self._batched is not None:
                return self._batched(weights)
            out = [self._f(w) for w in weights]
            return torch.stack(out) if out else weights.new_empty(0)
