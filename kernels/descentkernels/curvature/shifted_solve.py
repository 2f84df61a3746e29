"""Regularised Newton steps, for several strengths of the regularisation at once."""

from dataclasses import dataclass

import torch
from torch import Tensor

from ..errors import DescentError
from .operator import Product


@dataclass(frozen=True)
class ShiftedSolve:
    """x with (A + σI) x = b for each shift σ, as good as the products allowed."""

    solutions: Tensor  # [k, P] in the dtype of b
    residuals: Tensor  # [k] float64: ‖b − (A + σI) x‖/‖b‖
    positive: Tensor  # [k] bool: no direction seen in which A + σI is not positive
    products: int  # with A


def shifted_solve(
    product: Product, rhs: Tensor, shifts: Tensor, *, tol: float = 1e-6, max_products: int = 200
) -> ShiftedSolve:
    """(A + σI)⁻¹ b for every σ from one Krylov space, as A and A + σI have the same.

    With the Lanczos basis Q of b and T = QᵀAQ, x = Q (T + σI)⁻¹ ‖b‖ e₁: what conjugate gradients
    give after as many products (Hestenes & Stiefel, 1952), here for all shifts at the price of the
    smallest (Frommer & Maass, 1999). The basis is float64 and made orthogonal twice. A singular or
    indefinite A is allowed; where T + σI has an eigenvalue ≤ 0 the step need not be one downhill:
    `positive` says so, and no more products are spent on that shift.

    Args:
        product: [k, P] -> [k, P], rows times A; called with k = 1 in the dtype of b.
        rhs: [P] b. Zero has the solution zero.
        shifts: [k] σ.
        tol: on the residuals, relative to ‖b‖; float32 products do not allow much below 1e-6.
        max_products: at most this many.

    Returns:
        NaN solutions and residuals where b or a product is not finite.

    Raises:
        DescentError: if b is not [P], shifts not [k], or max_products < 1.
    """
    if rhs.ndim != 1 or shifts.ndim != 1 or max_products < 1:
        raise DescentError(
            "shifted_solve expects b [P], shifts [k] and max_products ≥ 1, found "
            f"{list(rhs.shape)}, {list(shifts.shape)} and {max_products}."
        )
    b, shifts = rhs.detach().double(), shifts.detach().double().to(rhs.device)
    length = b.norm()
    if length == 0:
        zero = shifts.new_zeros(len(shifts))
        return ShiftedSolve(rhs.new_zeros(len(shifts), len(rhs)), zero, zero == 0, 0)
    basis = b.new_zeros(min(max_products, len(b)), len(b))
    alpha, beta = b.new_zeros(2, len(basis))
    basis[0], size, used = b / length, 0.0, 0
    for j in range(len(basis)):
        image = product(basis[j : j + 1].to(rhs.dtype))[0].double()
        used, seen = j + 1, basis[: j + 1]
        alpha[j] = basis[j] @ image
        rest = image - (seen @ image) @ seen
        rest = rest - (seen @ rest) @ seen
        beta[j], size = rest.norm(), max(size, float(image.norm()))
        if not torch.isfinite(beta[j]):
            nan = shifts.new_full((len(shifts),), torch.nan)
            lost = rhs.new_full((len(shifts), len(rhs)), torch.nan)
            return ShiftedSolve(lost, nan, torch.zeros_like(nan, dtype=torch.bool), used)
        if beta[j] <= 8 * torch.finfo(rhs.dtype).eps * size:
            break  # what is left is rounding: the space is exhausted
        if j + 1 < len(basis):
            # looking costs an eigenproblem, so not after every product
            if j % 4 == 3:
                _, lacking, positive = _small(alpha, beta, used, shifts)
                if not bool(((lacking > tol) & positive).any()):
                    break
            basis[j + 1] = rest / beta[j]
    weights, residuals, positive = _small(alpha, beta, used, shifts)
    solutions = (length * weights) @ basis[:used]
    return ShiftedSolve(solutions.to(rhs.dtype), residuals, positive, used)


def _small(alpha: Tensor, beta: Tensor, m: int, shifts: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """(T + σI)⁻¹ e₁ [k, m], what is left of the residual [k], and whether T + σI > 0 [k]."""
    off = beta[: m - 1]
    t = torch.diag(alpha[:m]) + torch.diag(off, 1) + torch.diag(off, -1)
    values, vectors = torch.linalg.eigh(t)
    shifted = values + shifts[:, None]
    weights = (vectors[0] / shifted) @ vectors.T
    return weights, beta[m - 1] * weights[:, -1].abs(), (shifted > 0).all(1)
