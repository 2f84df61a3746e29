"""Tasks from a plain function of a flat vector: toys, closed forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import final

import torch
from torch import Tensor

from ...errors import DescentError
from .base import Tasks


@final
class FunctionTasks(Tasks):
    """(L₁, ..., L_m)(w) = f(w), f: [P] -> [m].

    Args:
        f: built from torch operations that autograd can go through, unless `gradients` is given.
        dim: P.
        device: where w lies.
        dtype: what w is.
        batched: optional [n, P] -> [n, m], the same at many points at once.
        gradients: optional closed form of the gradients, [n, P] -> [n, m, P].

    Raises:
        DescentError: if dim < 1, or f does not return at least one loss [m].
    """

    def __init__(
        self,
        f: Callable[[Tensor], Tensor],
        dim: int,
        device: torch.device | str,
        dtype: torch.dtype,
        *,
        batched: Callable[[Tensor], Tensor] | None = None,
        gradients: Callable[[Tensor], Tensor] | None = None,
    ) -> None:
        if dim < 1:
            raise DescentError(f"expected at least one weight, found dim = {dim}.")
        self._f, self._batched, self._closed = f, batched, gradients
        self.dim, self.device, self.dtype = dim, torch.device(device), dtype
        with torch.no_grad():
            found = f(torch.ones(dim, device=self.device, dtype=dtype))
        if found.ndim != 1 or not len(found):
            raise DescentError(f"expected f to return losses [m], found {list(found.shape)}.")
        self._count = len(found)

    @property
    def count(self) -> int:
        return self._count

    def values(self, w: Tensor) -> Tensor:
        with torch.no_grad():
            return self._f(self._checked(w, 1))

    def values_and_gradients(self, w: Tensor) -> tuple[Tensor, Tensor]:
        w = self._checked(w, 1)
        if self._closed is not None:
            return self.values(w), self._closed(w[None])[0]
        return _differentiated(self._f, w)

    def values_of(self, weights: Tensor) -> Tensor:
        """The losses at many points: [n, P] -> [n, m]."""
        weights = self._checked(weights, 2)
        with torch.no_grad():
            if self._batched is not None:
                return self._batched(weights)
            rows = [self._f(w) for w in weights]
        return torch.stack(rows) if rows else weights.new_empty(0, self._count)

    def gradients_of(self, weights: Tensor) -> Tensor:
        """The gradients at many points: [n, P] -> [n, m, P]. Without a closed form, m passes back
        through `batched`, or through f point by point."""
        weights = self._checked(weights, 2)
        if self._closed is not None:
            return self._closed(weights)
        if self._batched is not None:
            batched = self._batched
            # the points do not mix, so the gradient of their sum holds each point's own
            return _differentiated(lambda points: batched(points).sum(0), weights)[1].movedim(0, 1)
        rows = [_differentiated(self._f, w)[1] for w in weights]
        return torch.stack(rows) if rows else weights.new_empty(0, self._count, self.dim)

    def _checked(self, w: Tensor, ndim: int) -> Tensor:
        if w.ndim != ndim or w.shape[-1] != self.dim:
            expected = f"[{self.dim}]" if ndim == 1 else f"[n, {self.dim}]"
            raise DescentError(f"expected weights {expected}, found {list(w.shape)}.")
        if w.dtype != self.dtype or w.device != self.device:
            raise DescentError(
                f"expected weights {self.dtype} on {self.device}, found {w.dtype} on {w.device}."
            )
        return w.detach()


def _differentiated(f: Callable[[Tensor], Tensor], at: Tensor) -> tuple[Tensor, Tensor]:
    """f(at) [m] and the gradient of each of its entries [m, *at.shape], one pass back for each."""
    with torch.enable_grad():
        leaf = at.clone().requires_grad_()
        values = f(leaf)
        rows = [
            torch.autograd.grad(value, leaf, retain_graph=True, materialize_grads=True)[0]
            if value.requires_grad
            else torch.zeros_like(leaf)
            for value in values
        ]
    return values.detach(), torch.stack(rows)
