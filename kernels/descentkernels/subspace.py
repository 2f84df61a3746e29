"""A growing subspace with its products by a symmetric matrix, for Rayleigh–Ritz."""

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

from .orthonormal import orthonormal_rows


class RitzPairs(NamedTuple):
    """The best approximations of the top eigenpairs within a subspace."""

    values: Tensor  # [m] float64, descending
    vectors: Tensor  # [m, P]
    residuals: Tensor  # [m, P], Hu − λu


class Subspace:
    """Orthonormal rows V, their products HV and the projected matrix VHVᵀ.

    Long rows keep the precision of the products; the projected problem is float64.
    """

    def __init__(
        self,
        hvp: Callable[[Tensor], Tensor],
        rows: Tensor,
        *,
        capacity: int,
    ) -> None:
        self._hvp, self._size = hvp, 0
        self._basis = rows.new_empty(capacity, rows.shape[1])
        self._products = rows.new_empty(capacity, rows.shape[1])
        self._projected = rows.new_zeros(capacity, capacity, dtype=torch.float64)
        self.hvps = 0
        self.finite = True
        self.norm = 0.0  # largest |Ritz value|: a lower estimate of ‖H‖
        self._add(rows)

    def ritz(self, count: int) -> RitzPairs:
        """The `count` best Ritz pairs."""
        n = self._size
        values, mix = torch.linalg.eigh(self._projected[:n, :n])
        self.norm = max(abs(values[0].item()), abs(values[-1].item()))
        values, best = values.flip(0)[:count], mix.T.flip(0)[:count]
        best = best.to(self._basis)
        vectors = best @ self._basis[:n]
        scaled = values[:, None].to(vectors) * vectors
        residuals = torch.addmm(scaled, best, self._products[:n], beta=-1)
        return RitzPairs(values, vectors, residuals)

    def grow(self, directions: Tensor, keep: int, generator: torch.Generator) -> bool:
        """Add directions; False when the space is everything already.

        A full subspace is first folded onto its `keep` best Ritz vectors (thick restart).
        """
        capacity, dim = self._basis.shape
        if self._size == dim:
            return False
        if self._size + len(directions) > capacity < dim:
            self._fold(keep)
        basis = self._basis[: self._size]
        new = orthonormal_rows(directions, against=basis)[: dim - self._size]
        while not len(new):
            # the subspace is invariant but not converged: only a fresh direction can help
            fresh = torch.randn(1, dim, generator=generator, dtype=basis.dtype, device=basis.device)
            new = orthonormal_rows(fresh, against=basis)
        self._add(new)
        return True

    def _fold(self, keep: int) -> None:
        n = self._size
        values, mix = torch.linalg.eigh(self._projected[:n, :n])
        best = mix.T.flip(0)[:keep].to(self._basis)
        self._basis[:keep] = best @ self._basis[:n]
        self._products[:keep] = best @ self._products[:n]
        self._projected[:keep, :keep] = torch.diag(values.flip(0)[:keep])
        self._size = keep

    def _add(self, rows: Tensor) -> None:
        old, new = self._size, self._size + len(rows)
        self._basis[old:new] = rows
        self._products[old:new] = self._hvp(rows)
        self.hvps += len(rows)
        self._size = new
        cross = (self._basis[:new] @ self._products[old:new].T).double()
        # one non-finite entry of a product makes its whole column so
        self.finite = bool(torch.isfinite(cross).all())
        self._projected[:new, old:new] = cross
        self._projected[old:new, :new] = cross.T
        corner = cross[old:]
        self._projected[old:new, old:new] = (corner + corner.T) / 2
