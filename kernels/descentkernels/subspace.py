"""A subspace with its products by a symmetric matrix, for Rayleigh–Ritz."""

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor


class RitzPairs(NamedTuple):
    """The best approximations of the top eigenpairs within a subspace."""

    values: Tensor  # [k] float64, descending
    residuals: Tensor  # [k, P] float64, Hu − λu
    coefficients: Tensor  # [b, b] float64: rows give all Ritz vectors, best first
    all_values: Tensor  # [b] float64, descending


def orthonormal_rows(rows: Tensor, against: Tensor | None = None) -> Tensor:
    """Gram–Schmidt, done twice; rows that vanish are left out.

    Args:
        rows: [m, P] float64.
        against: [b, P] orthonormal rows that the result must be orthogonal to.

    Returns:
        [≤ m, P] orthonormal rows that span the same space.
    """
    # a row that loses this share of its length to the others holds nothing but rounding
    lost = 1e-12
    kept = rows[:0]
    for row in rows:
        length = row.norm()
        for _ in range(2):
            if against is not None and len(against):
                row = row - (against @ row) @ against
            if len(kept):
                row = row - (kept @ row) @ kept
        rest = row.norm()
        if rest > lost * length:
            row = row / rest
            kept = torch.cat([kept, row[None]])
    return kept


class Subspace:
    """Orthonormal rows V and their products HV, both float64, and the projected matrix VHVᵀ.

    Float64 whatever the precision of the products: the algebra here is small beside one product,
    and rounding in it would be taken for a residual.
    """

    def __init__(
        self,
        hvp: Callable[[Tensor], Tensor],
        rows: Tensor,
        dtype: torch.dtype,
        *,
        capacity: int,
    ) -> None:
        self._hvp = hvp
        self._dtype = dtype
        self._capacity = capacity
        self.hvps = 0
        self.finite = True
        self.norm = 0.0  # largest |Ritz value|: a lower estimate of ‖H‖
        self._basis = rows[:0]
        self._products = rows[:0]
        self._add(rows)

    def ritz(self, k: int) -> RitzPairs:
        """The k best Ritz pairs."""
        projected = self._basis @ self._products.T
        values, vectors = torch.linalg.eigh((projected + projected.T) / 2)
        self.norm = values.abs().max().item()
        values, coefficients = values.flip(0), vectors.T.flip(0)
        best = coefficients[:k]
        residuals = best @ self._products - values[:k, None] * (best @ self._basis)
        return RitzPairs(values[:k], residuals, coefficients, values)

    def grow(self, directions: Tensor, width: int, generator: torch.Generator) -> bool:
        """Add directions; False when there is nothing left to add."""
        dim = self._basis.shape[1]
        if len(self._basis) + len(directions) > self._capacity < dim:
            self._fold(width)
        new = orthonormal_rows(directions, against=self._basis)[: dim - len(self._basis)]
        if not len(new) and len(self._basis) < dim:
            # the subspace is invariant but not converged: only a fresh direction can help
            fresh = torch.randn(
                1, dim, generator=generator, dtype=directions.dtype, device=directions.device
            )
            new = orthonormal_rows(fresh, against=self._basis)
        if not len(new):
            return False
        self._add(new)
        return True

    def finish(self, pairs: RitzPairs, width: int) -> tuple[Tensor, Tensor]:
        """The best `width` Ritz vectors, and the same one power step ahead, orthonormal."""
        best = pairs.coefficients[:width]
        vectors, products = best @ self._basis, best @ self._products
        values = pairs.all_values[:width, None]
        # u + (Hu − λu)/λ = Hu/λ: exact to first order where the missing part has eigenvalue 0
        ahead = torch.where(values > 0.1 * self.norm, products / values, vectors)
        ahead = orthonormal_rows(ahead)
        return vectors, ahead if len(ahead) == len(vectors) else vectors

    def _fold(self, width: int) -> None:
        projected = self._basis @ self._products.T
        _, vectors = torch.linalg.eigh((projected + projected.T) / 2)
        keep = vectors.T.flip(0)[: min(2 * width, self._capacity // 2)]
        self._basis, self._products = keep @ self._basis, keep @ self._products

    def _add(self, rows: Tensor) -> None:
        products = self._hvp(rows.to(self._dtype)).to(rows)
        self.hvps += len(rows)
        self.finite = bool(torch.isfinite(products).all())
        self._basis = torch.cat([self._basis, rows])
        self._products = torch.cat([self._products, products])
