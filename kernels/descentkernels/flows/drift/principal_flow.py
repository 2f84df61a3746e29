"""The flow that is gradient descent exactly, on a quadratic."""

from dataclasses import dataclass

import torch
from torch import Tensor

from ...eigenpairs import Eigenpairs
from ...errors import DescentError
from ...objective import Objective

# At ηλ = 1 a step ends in the minimum of that direction, which takes a flow infinite speed; this
# share of the distance is what is left of it instead.
_LEFT = 1e-3


@dataclass(frozen=True)
class PrincipalVelocity:
    """dw/dt of the principal flow, of which a run in real numbers can follow `real` only."""

    real: Tensor  # [P]
    imaginary: Tensor  # [P], not zero only along eigenvectors with ηλ > 1
    oscillating: int  # pairs with ηλ > 1: the step changes sign, which no real flow does
    growing: int  # pairs with ηλ > 2: the step diverges along them, and so does the flow
    trouble: str  # "", or in a sentence why `real` is not what gradient descent does


def principal_velocity(
    objective: Objective, w: Tensor, lr: float, pairs: Eigenpairs, *, terms: int = 2
) -> PrincipalVelocity:
    """dw/dt of the principal flow (Rosca, Wu, Qin & Dherin, 2023), one step a unit of time:

        dw/dt = Σᵢ [log(1 − ηλᵢ)/λᵢ] (∇Lᵀuᵢ) uᵢ  +  rest
        rest  = −η (r + (η/2) Hr + ... + (η^(m−1)/m) H^(m−1) r),   r = ∇L − Σᵢ (∇Lᵀuᵢ) uᵢ

    Along uᵢ a quadratic's gradient is λᵢc, so that c(t) = (1 − ηλᵢ)ᵗ c(0): the step exactly, at
    t = 1. What has no pair gets the series of the same logarithm in m terms, good for η|λ| well
    below 1; track the pairs above.

    log(1 − ηλ) = log|1 − ηλ| + iπ for ηλ > 1: the flow goes through complex weights, at which a
    network has no loss. `real` leaves the iπ out: it has the right decay, or growth for ηλ > 2,
    and no oscillation. Away from a quadratic the flow leaves out how H changes (`order = 3` of
    `modified_velocity` has the first such term).

    Args:
        objective: L.
        w: [P].
        lr: η.
        pairs: eigenpairs at w, usually the largest.
        terms: m, terms of the series for the rest, 1 or more; each after the first costs a
            product.

    Returns:
        PrincipalVelocity.

    Raises:
        DescentError: if terms < 1 or lr is not positive.
    """
    if terms < 1 or not lr > 0:
        raise DescentError(f"expected terms ≥ 1 and lr > 0, found {terms} and {lr}.")
    here = objective.linearize(w)
    vectors = pairs.vectors.to(here.gradient)
    along = vectors @ here.gradient
    real, imaginary = _coefficients(pairs.values.to(along), lr)
    power = here.gradient - along @ vectors
    rest = power
    for m in range(2, terms + 1):
        power = lr * here.hvp(power)
        power = power - (vectors @ power) @ vectors  # what the pairs' errors let in
        rest = rest + power / m
    scaled = lr * pairs.values
    oscillating, growing = int((scaled > 1).sum()), int((scaled > 2).sum())
    return PrincipalVelocity(
        real=(real * along) @ vectors - lr * rest,
        imaginary=(imaginary * along) @ vectors,
        oscillating=oscillating,
        growing=growing,
        trouble=_trouble(oscillating, growing),
    )


def principal_solution(hessian: Tensor, w: Tensor, lr: float, t: Tensor) -> Tensor:
    """The principal flow of ½wᵀHw at times t: Σᵢ (1 − ηλᵢ)ᵗ (wᵀuᵢ) uᵢ, complex.

    Real at whole t, where it is gradient descent; between them it turns through the complex plane
    where ηλ > 1.

    Args:
        hessian: [P, P] symmetric.
        w: [P] at t = 0, measured from the minimum.
        lr: η.
        t: [n] ≥ 0.

    Returns:
        [n, P] complex.

    Raises:
        DescentError: if the shapes do not fit.
    """
    if hessian.shape != (w.numel(), w.numel()) or t.ndim != 1:
        raise DescentError(
            f"expected a Hessian [P, P], w [P] and times [n], found {list(hessian.shape)}, "
            f"{list(w.shape)} and {list(t.shape)}."
        )
    values, vectors = torch.linalg.eigh(hessian)
    factors = torch.complex(1 - lr * values, torch.zeros_like(values))
    powers = factors[None] ** t[:, None]
    return (powers * (vectors.T @ w)) @ vectors.T.to(powers.dtype)


def _coefficients(values: Tensor, lr: float) -> tuple[Tensor, Tensor]:
    """log(1 − ηλ)/λ: real and imaginary part, [k] each; −η at λ = 0."""
    x = lr * values
    logarithm = (1 - x).abs().clamp(min=_LEFT).log()
    tiny = x.abs() < 1e-8  # log(1 − x)/x = −1 − x/2 to rounding
    safe = torch.where(tiny, torch.ones_like(x), x)
    # log1p where it matters: for small x the subtraction above has lost what is wanted
    logarithm = torch.where(x.abs() < 0.5, torch.log1p(-x.clamp(max=0.5)), logarithm)
    real = lr * torch.where(tiny, -1 - x / 2, logarithm / safe)
    imaginary = torch.where(x > 1, lr * torch.pi / safe, torch.zeros_like(x))
    return real, imaginary


def _trouble(oscillating: int, growing: int) -> str:
    if growing:
        return f"ηλ > 2 along {growing} of the eigenvectors: this flow runs away from the valley."
    if oscillating:
        return (
            f"ηλ > 1 along {oscillating} of the eigenvectors: gradient descent changes sides at "
            "each step there, this flow's real part does not."
        )
    return ""
