"""What may stand for the Hessian in a regularised Newton step, and the steps it makes."""

from __future__ import annotations

import torch
from descentkernels import curvature
from descentkernels.curvature.operator import Product
from torch import Tensor

from descentlab.runs.point import Point

#: The models by the name they have in the settings.
MODELS = ("exact", "gauss_newton", "empirical_fisher", "diagonal", "zero")
#: Residual of the linear systems relative to the gradient. At 1e-6 the runs take as many steps.
ACCURACY = 1e-2


def hessian_model(point: Point, name: str | None = None) -> Product | None:
    """v -> Hv of a model of `MODELS` at the point; None for zero.

    `exact`: ∇²L. `gauss_newton`: G = (1/n) Σ Jᵢᵀ (∂²ℓᵢ/∂zᵢ²) Jᵢ, which is the Fisher matrix for
    cross-entropy and the Hessian itself where the outputs are linear in the weights.
    `empirical_fisher`: E = (1/n) Σ gᵢgᵢᵀ over the examples' own gradients. `diagonal`: of E, what
    diagonal preconditioners keep. Without a name the one that the settings ask for.
    """
    objective, w = point.problem.objective, point.state.w
    match name or point.settings.hessian:
        case "exact":
            return point.linearization.hvp
        case "gauss_newton":
            return curvature.gauss_newton(objective, w)
        case "empirical_fisher":
            return curvature.empirical_fisher(objective, w)
        case "diagonal":
            entries = curvature.per_example_gradients(objective, w).square().mean(0)
            return lambda block: entries * block
    return None


def steps(
    gradient: Tensor, model: Product | None, strengths: list[float]
) -> tuple[list[Tensor | None], int]:
    """−(H + λI)⁻¹g [P] for each λ, and how many products with H they took.

    None where H + λI is not positive or the answer not finite.
    """
    if model is None:
        return [-gradient / strength for strength in strengths], 0
    shifts = torch.tensor(strengths, dtype=torch.float64, device=gradient.device)
    found = curvature.shifted_solve(model, -gradient, shifts, tol=ACCURACY)
    usable = found.positive & found.solutions.isfinite().all(1)
    pairs = zip(found.solutions, usable.tolist(), strict=True)
    return [step if good else None for step, good in pairs], found.products
