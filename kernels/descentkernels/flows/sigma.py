"""What a central flow says of the oscillation it averages over."""

import torch
from torch import Tensor

from .form import Form
from .state import FlowState


def sigma_eigenpairs(state: FlowState) -> tuple[Tensor, Tensor]:
    """Eigenvalues [k] float64, descending, and unit eigenvectors [k, P] of Σ = UᵀXU.

    With U = CQ, Q's rows orthonormal and C the Cholesky factor of UUᵀ, they are those of CᵀXC
    turned by Q. An optimizer's swing along eigenvector v has the mean square v's eigenvalue.
    """
    u = state.vectors.double()
    if not len(u):
        return u.new_zeros(0), state.vectors
    factor = torch.linalg.cholesky(u @ u.T)
    inner = factor.T @ state.x.to(u) @ factor
    values, turn = torch.linalg.eigh((inner + inner.T) / 2)
    basis = torch.linalg.solve_triangular(factor, u, upper=False)
    return values.flip(0), (turn.T.flip(0) @ basis).to(state.vectors)


def predicted_loss(value: Tensor | float, state: FlowState) -> Tensor:
    """L(w̄) + ½⟨H, Σ⟩ = L(w̄) + ½ Σᵢ λᵢXᵢᵢ, the mean over time of the optimizer's loss: [].

    λᵢ are the effective eigenvalues, since UHUᵀ = diag(λ).

    Args:
        value: L at `state.w`.
        state: a central flow.
    """
    return torch.as_tensor(value) + 0.5 * (state.values * state.x.diagonal()).sum()


def predicted_squared_gradient(gradient: Tensor, state: FlowState, form: Form) -> Tensor:
    """‖∇L(w̄)‖² + tr(HΣH), the mean over time of the optimizer's ‖∇L‖²: [].

    Huᵢ = λᵢPuᵢ, so no product is needed.

    Args:
        gradient: [P] ∇L at `state.w`.
        state: a central flow of `form`.
        form: whose preconditioner is P.
    """
    p = torch.as_tensor(form.preconditioner(dict(state.slots), form.rate(1.0)))
    images = (state.values[:, None].to(state.vectors) * (p * state.vectors)).double()
    squares = images @ images.T
    return gradient.double() @ gradient.double() + (squares * state.x.to(squares)).sum()
