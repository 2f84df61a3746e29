"""The largest eigenvalues of a Hessian from its products alone, tracked from step to step."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from .errors import DescentError
from .orthonormal import orthonormal_rows
from .subspace import RitzPairs, Subspace


@dataclass(frozen=True)
class Eigenpairs:
    """The k algebraically largest eigenpairs of a symmetric matrix H, as far as they are known."""

    values: Tensor  # [k] float64, descending
    vectors: Tensor  # [k, P] orthonormal rows
    residuals: Tensor  # [k] float64, ‖Hu − λu‖₂: some eigenvalue lies within this of each value
    hvps: int  # products with H spent
    converged: bool  # every residual at most tol·|λ₁|
    block: Tensor  # [k + guard, P]: the `start` of the next call


def top_eigenpairs(
    hvp: Callable[[Tensor], Tensor],
    dim: int,
    k: int,
    *,
    start: Tensor | None = None,
    tol: float = 1e-3,
    max_hvps: int = 500,
    guard: int = 1,
    generator: torch.Generator,
    device: torch.device | str,
    dtype: torch.dtype,
) -> Eigenpairs:
    """Rayleigh–Ritz in a growing subspace: block Davidson without a preconditioner.

    Each round adds the residuals Hu − λu of the unconverged pairs to the subspace and multiplies
    only those with H; products are kept, so nothing is multiplied twice. When the subspace is
    full it is folded onto its best Ritz vectors (thick restart). The projected problem is solved
    in float64. A warm start whose residuals are small already costs k + guard products.

    The block returned for the next call is one power step ahead of the vectors, Hu/λ: the product
    is known already, and it takes out most of the error within the bulk near zero.

    Args:
        hvp: [m, P] -> [m, P], rows times H.
        dim: P.
        k: pairs wanted, 1 ≤ k ≤ P.
        start: [m, P] rows to start from, usually `block` of the last call; fewer than k + guard
            rows are filled up at random. Non-finite rows count as none.
        tol: stop when every residual is at most tol·|λ₁|. Eigenvalue errors are of order
            residual²/gap, and never above the residual.
        max_hvps: spend no more products, k + guard at least; the residuals then tell the truth.
        guard: extra tracked vectors, for when eigenvalues cross.
        generator: for random rows; must live on `device`.
        device: of hvp's vectors.
        dtype: of hvp's vectors.

    Returns:
        Eigenpairs. Signs agree with `start` where there is one. If a product is not finite,
        values and vectors are NaN and converged is False.

    Raises:
        DescentError: if k, guard, tol or the shape of start make no sense.
    """
    if not 1 <= k <= dim:
        raise DescentError(f"expected 1 ≤ k ≤ {dim} eigenpairs, found k = {k}.")
    if guard < 0 or not tol > 0:
        raise DescentError(f"expected guard ≥ 0 and tol > 0, found {guard} and {tol}.")
    if start is not None and (start.ndim != 2 or start.shape[1] != dim):
        raise DescentError(f"expected start [m, {dim}], found {list(start.shape)}.")
    width = min(k + guard, dim)
    rows = _first_block(start, width, dim, generator, torch.device(device), dtype)
    space = Subspace(hvp, rows, capacity=min(dim, max(4 * width, width + 24)))
    limit = max(max_hvps, width)
    floor = 4 * torch.finfo(dtype).eps  # below this share of ‖H‖, residuals are rounding
    while True:
        if not space.finite:
            return _not_finite(k, width, dim, space.hvps, device, dtype)
        pairs = space.ritz(width)
        norms = pairs.residuals[:k].norm(dim=1).double()
        scale = abs(pairs.values[0].item())
        unconverged = norms > max(tol * scale, floor * space.norm)
        room = limit - space.hvps
        if room <= 0 or not bool(unconverged.any()):
            break
        wanted = pairs.residuals[:k][unconverged][:room]
        if not space.grow(wanted, 2 * width, generator):
            break
    signs = _signs(pairs.vectors, start)[:, None]
    return Eigenpairs(
        values=pairs.values[:k].clone(),
        vectors=(signs * pairs.vectors)[:k].clone(),
        residuals=norms,
        hvps=space.hvps,
        converged=bool((norms <= tol * scale).all()),
        block=signs * _one_power_step(pairs, space.norm),
    )


def _one_power_step(pairs: RitzPairs, norm: float) -> Tensor:
    """u + (Hu − λu)/λ = Hu/λ, orthonormal: exact to first order where u lacks parts of eigenvalue
    0. Pairs with small or negative values, which it would spoil, stay as they are."""
    inverse = torch.where(pairs.values > 0.1 * norm, 1 / pairs.values, 0.0)
    ahead = pairs.vectors + pairs.residuals * inverse[:, None].to(pairs.vectors)
    ahead = orthonormal_rows(ahead)
    return ahead if len(ahead) == len(pairs.vectors) else pairs.vectors


def _first_block(
    start: Tensor | None,
    width: int,
    dim: int,
    generator: torch.Generator,
    device: torch.device,
    dtype: torch.dtype,
) -> Tensor:
    rows = torch.empty(0, dim, dtype=dtype, device=device)
    if start is not None:
        known = start[:width].detach().to(device, dtype)
        finite = torch.isfinite(known.norm(dim=1))  # one pass over the rows; isfinite takes three
        rows = orthonormal_rows(known if bool(finite.all()) else known[finite])
    while len(rows) < width:
        extra = torch.randn(width - len(rows), dim, generator=generator, dtype=dtype, device=device)
        rows = torch.cat([rows, orthonormal_rows(extra, against=rows)])
    return rows


def _signs(vectors: Tensor, start: Tensor | None) -> Tensor:
    """±1 for each row: along its best match in start, else its largest entry positive."""
    overlap = vectors if start is None or not len(start) else vectors @ start.to(vectors).T
    if not torch.isfinite(overlap.sum()):
        overlap = vectors
    best = overlap.gather(1, overlap.abs().argmax(1, keepdim=True))[:, 0]
    return torch.where(best < 0, -1.0, 1.0).to(vectors)


def _not_finite(
    k: int, width: int, dim: int, hvps: int, device: torch.device | str, dtype: torch.dtype
) -> Eigenpairs:
    nan = torch.full((width, dim), torch.nan, device=device, dtype=dtype)
    values = torch.full((k,), torch.nan, device=device, dtype=torch.float64)
    return Eigenpairs(values, nan[:k], values.clone(), hvps, False, nan)
