"""What a central flow says about the oscillation: Σ = UᵀXU and what follows from it."""

import torch
from torch import Tensor

from .form import Form
from .state import FlowState


def sigma_eigenpairs(state: FlowState) -> tuple[Tensor, Tensor]:
    """Eigenvalues and unit eigenvectors of Σ, the covariance of the weights' oscillation.

    Rows of U are orthonormal in P, not in the Euclidean sense: with X = QDQᵀ and R = D^(½)QᵀU,
    Σ = RᵀR has the nonzero eigenvalues of the small RRᵀ.

    Returns:
        values [k] float64, descending, variances of the oscillation along each vector; vectors
        [k, P], zero rows where the value is zero.
    """
    sizes, turn = torch.linalg.eigh(state.x)
    rows = (turn * sizes.clamp(min=0).sqrt()).T.to(state.vectors) @ state.vectors
    values, mix = torch.linalg.eigh((rows @ rows.T).double().cpu())
    values, mix = values.flip(0), mix.flip(1)
    # below that it is rounding of RRᵀ
    real = values > 64 * torch.finfo(rows.dtype).eps * values[:1].clamp(min=0)
    values = torch.where(real, values, 0.0)
    scale = torch.where(real, values.clamp(min=torch.finfo(values.dtype).tiny).rsqrt(), 0.0)
    return values, (mix * scale).T.to(rows) @ rows


def predicted_loss(value: Tensor | float, state: FlowState) -> float:
    """Time-averaged loss L + ½⟨H, Σ⟩ = L + ½ tr(XΛ), from L at the flow's w.

    For gradient descent at the edge it is L + tr(Σ)/η.
    """
    return float(value) + 0.5 * float(state.x.diagonal() @ state.values.to(state.x))


def predicted_squared_gradient(gradient: Tensor, state: FlowState, form: Form) -> float:
    """Time-averaged ‖g‖²: ‖∇L‖² + tr(HΣH), from ∇L at the flow's w; Hu = λPu.

    Args:
        gradient: [P].
        state: of the flow.
        form: of the unit that ended there.
    """
    p = torch.as_tensor(form.preconditioner(dict(state.slots), form.rate(1.0))).to(state.vectors)
    images = state.values.to(state.vectors)[:, None] * p * state.vectors
    spread = (images @ images.T).double().cpu()
    return float(gradient.square().sum()) + float((state.x * spread).sum())
