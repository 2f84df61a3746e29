"""One step of the mean recursion: the covariance that holds the edge at its end."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from . import complementarity
from .momentum_form import MomentumForm, Slots
from .response import packed

_RELEASE = 2.0  # steps in which a start above the threshold comes down e-fold
_SMALL = 0.02  # excess over the threshold that is no start above it


@dataclass(frozen=True)
class Here:
    """The mean where a step begins."""

    w: Tensor  # [P]
    slots: Slots  # kept
    gradient: Tensor  # [P]
    squares: Tensor  # [P] diag(HΣH) by the covariance of the step before
    met: Slots  # the slots with gradient and expected squares met
    preconditioner: Tensor  # [] or [P] of `met`
    values: Tensor  # [k] float64 effective eigenvalues above what is treated apart
    vectors: Tensor  # [k, P]
    thirds: Tensor  # [n, P] of the first c of them, which may oscillate; n = c(c + 1)/2


@dataclass(frozen=True)
class Moved:
    """The mean a step later."""

    w: Tensor  # [P]
    slots: dict[str, Tensor]  # kept
    x: Tensor  # [c, c] float64
    solved: bool


def move(form: MomentumForm, here: Here, guess: Tensor | None) -> Moved:
    """The step with the smallest oscillation that leaves no effective eigenvalue above 2.

    Displacement and P are affine in X once the squares in the divisors are those of the step
    before; the constraint is taken to first order in the displacement.

    Args:
        form: the optimizer.
        here: where it is.
        guess: [c, c] of X.
    """
    lr, n = form.lr, len(here.thirds)
    count = int(((1 + 8 * n) ** 0.5 - 1) / 2 + 0.5)
    rows, columns = torch.triu_indices(count, count)
    u = here.vectors[:count]
    images = here.values[:count, None].to(u) * u * here.preconditioner
    forces, squares = here.thirds / 2, images[rows] * images[columns]
    decay = -lr * form.weight_decay * here.w
    base = decay + form.displacement(here.met, here.gradient, lr)
    base = base + _settled(form, here, here.gradient, base, decay)
    unit = form.response(here.met, forces, lr)
    unit = unit + _settled(form, here, forces, unit, torch.zeros_like(decay))
    x, solved = torch.zeros(count, count, dtype=torch.float64), True
    if count:
        alpha, beta = _constraint(form, here, u, base, unit, squares)
        if not (torch.isfinite(alpha).all() and torch.isfinite(beta).all()):
            return Moved(here.w * torch.nan, dict(here.met), x, False)
        found = complementarity.solve(alpha, beta, start=guess)
        x, solved = found.x, found.converged
    weights = packed(x).to(u)
    force = here.gradient + weights @ forces
    met = form.met(here.slots, force, here.gradient.square() + weights @ squares)
    step = base + weights @ unit
    # the slots go on from the step that was taken, along critical directions too
    met = form.corrected(met, step - decay - form.displacement(met, force, lr), lr)
    return Moved(here.w + step, met, x, solved)


def _settled(form: MomentumForm, here: Here, force: Tensor, moved: Tensor, decay: Tensor) -> Tensor:
    """What turns a displacement into that of a settled momentum along the vectors: [..., P].

    There c' = −γ(uᵀF + λc), of which a unit of time makes −(uᵀF)(1 − e^(−γλ))/λ.
    """
    u, dual = here.vectors, here.vectors * here.preconditioner
    values = here.values.to(u)
    pull = force @ u.T - decay @ dual.T / form.gain
    along = pull * torch.expm1(-form.gain * values) / values
    return (along - moved @ dual.T) @ u


def _constraint(
    form: MomentumForm, here: Here, u: Tensor, base: Tensor, unit: Tensor, squares: Tensor
) -> tuple[Tensor, Tensor]:
    """α [c, c] and β [c, c, c, c] of U(2P − H)Uᵀ at the end of the step = α + β[X]."""
    count, end = len(u), form.rate(1.0)
    rows, columns = torch.triu_indices(count, count)
    products = u[rows] * u[columns]  # [n, P]
    p = form.preconditioner(here.met, end)
    change = (p - here.preconditioner).expand_as(u[0])
    small = -(here.thirds @ unit.T)  # [n, n]
    shift = form.preconditioner_change(here.met, torch.cat([squares, here.squares[None]]), end)
    if shift is not None:
        change = change - shift[-1]  # without the squares that were expected
        small = small + 2 * products @ shift[:-1].T
    first = (2 * products @ change - here.thirds @ base).double().cpu()
    # a start above the threshold would need an impulse to be back at once
    excess = here.values[0].item() - 2
    allowed = excess * math.exp(-1 / _RELEASE) if excess > _SMALL else 0.0
    alpha = torch.diag(2 + allowed - here.values[:count]).cpu()
    alpha[rows, columns] += first
    alpha[columns, rows] = alpha[rows, columns]
    place = torch.empty(count, count, dtype=torch.long)
    place[rows, columns] = place[columns, rows] = torch.arange(len(rows))
    return alpha, small.double().cpu()[place][:, :, place]
