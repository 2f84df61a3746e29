"""The learning rate at which mini-batch SGD leaves a minimum, in mean square."""

from dataclasses import dataclass

import torch
from torch import Tensor

from ..eigenpairs import Eigenpairs, extremal_eigenpairs
from ..errors import DescentError
from .second_moment import SecondMoment


@dataclass(frozen=True)
class CriticalLr:
    """η above which E‖δ‖² grows; the truth lies between `lower` and `upper`."""

    value: float
    lower: float  # proven by a matrix that does not grow at this rate
    upper: float  # proven by one that does; equal to `value`
    products: int  # E[H_B M H_B] taken
    converged: bool


def critical_lr(
    operator: SecondMoment,
    *,
    tol: float = 1e-8,
    max_products: int = 400,
    generator: torch.Generator,
) -> CriticalLr:
    """1/λ_max(K⁻¹N), K(M) = HM + MH and N(M) = E[H_B M H_B] (Mulayoff & Michaeli, 2024).

    T = I − ηK + η²N is symmetric and keeps positive semidefinite matrices so, hence its spectral
    radius is its largest eigenvalue, and that is at most one just where ηN ≤ K as quadratic forms.
    K is diagonal in H's eigenbasis, so Lanczos' method on K^(−½) N K^(−½) finds the rate. It starts
    from K^½(I), which is never orthogonal to the wanted (semidefinite) eigenvector.

    Upper bound: the Rayleigh quotient. Lower bound (Collatz–Wielandt): any positive definite M
    with N(M) ≤ c K(M) as matrices has T(M) ≤ M at η = 1/c. It can be loose where the data fall
    apart into independent parts, so that the eigenvector is singular.

    Facts: 2/λ_max(H) for the full batch; at most 2m/tr H for batch 1 and m outputs, with equality
    for one output and examples of the same norm (the trace's bound 2/tr H of Ma & Ying, 2021, and
    Wu & Su, 2023, is that of one output); never falls as the batch grows.

    Args:
        operator: of `second_moment`.
        tol: relative residual of the eigenpair; the error of the rate is about its square.
        max_products: when to give up.
        generator: on the operator's device; only for directions that repair breakdowns.

    Raises:
        DescentError: as `extremal_eigenpairs`.
    """
    size = len(operator.values)
    scale = (operator.values[:, None] + operator.values).rsqrt()
    start = torch.diag(1 / scale.diagonal())

    def product(block: Tensor) -> Tensor:
        moments = block.unflatten(1, (size, size)) * scale
        return torch.stack([operator.noise(_symmetric(m)) * scale for m in moments]).flatten(1)

    found = _top(product, start, tol, max_products, generator)
    ratio = found.values[0].item()
    moment = _symmetric(found.vectors[0].unflatten(0, (size, size)) * scale)
    bound = min(_largest_ratio(operator, moment, ε) for ε in (1e-12, 1e-9, 1e-6, 1e-3, 1.0))
    return CriticalLr(1 / ratio, 1 / max(bound, ratio), 1 / ratio, found.hvps, found.converged)


def growth(
    operator: SecondMoment,
    lr: float,
    *,
    tol: float = 1e-8,
    max_products: int = 400,
    generator: torch.Generator,
) -> float:
    """The spectral radius of T: the factor of E‖δ‖² per step in the long run.

    Above one: SGD leaves the minimum in mean square. (It may still return with probability one:
    rare large excursions then carry the mean.) By Lanczos' method from the identity, as in
    `critical_lr`.

    Args:
        operator: of `second_moment`.
        lr: η ≥ 0.
        tol: relative residual of the eigenpair.
        max_products: when to stop.
        generator: on the operator's device.

    Raises:
        DescentError: if lr is negative, or the eigenpair was not found within max_products.
    """
    if not lr >= 0:
        raise DescentError(f"expected a learning rate η ≥ 0, found {lr}.")
    size = len(operator.values)

    def product(block: Tensor) -> Tensor:
        moments = block.unflatten(1, (size, size))
        return torch.stack([operator.step(_symmetric(m), lr) for m in moments]).flatten(1)

    start = torch.eye(size, dtype=torch.float64, device=operator.values.device)
    found = _top(product, start, tol, max_products, generator)
    if not found.converged:
        raise DescentError(
            f"expected a residual of {tol} within {max_products} products, found "
            f"{found.residuals[0].item():.2g}: raise max_products or tol."
        )
    return found.values[0].item()


def _top(product, start: Tensor, tol: float, limit: int, generator: torch.Generator) -> Eigenpairs:
    return extremal_eigenpairs(
        product,
        start.numel(),
        1,
        start=start.reshape(1, -1),
        tol=tol,
        max_hvps=limit,
        guard=0,
        capacity=24,
        generator=generator,
        device=start.device,
        dtype=start.dtype,
    )


def _symmetric(matrix: Tensor) -> Tensor:
    return (matrix + matrix.T) / 2


def _largest_ratio(operator: SecondMoment, moment: Tensor, share: float) -> float:
    """The least c with N(M) ≤ c K(M) for the moment with a share of the identity; ∞ if that is not
    positive definite."""
    size = len(moment)
    eye = torch.eye(size, dtype=moment.dtype, device=moment.device)
    moment = moment * torch.sign(moment.trace()) / moment.norm() + share * eye / size
    curvature = operator.curvature(moment)
    factor, failed = torch.linalg.cholesky_ex(curvature)
    if failed or torch.linalg.cholesky_ex(moment)[1]:
        return torch.inf
    half = torch.linalg.solve_triangular(factor, operator.noise(moment), upper=False)
    ratio = torch.linalg.solve_triangular(factor, half.T, upper=False)
    return torch.linalg.eigvalsh(_symmetric(ratio))[-1].item()
