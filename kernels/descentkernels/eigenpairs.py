"""The largest eigenvalues of a Hessian from its products alone, tracked from step to step."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from .errors import DescentError
from .subspace import Subspace, orthonormal_rows


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
    rows = _first_block(start, width, dim, generator, torch.device(device))
    space = Subspace(hvp, rows, dtype, capacity=min(dim, max(4 * width, width + 24)))
    limit = max(max_hvps, width)
    floor = 4 * torch.finfo(dtype).eps  # below this, residuals are rounding
    while True:
        if not space.finite:
            return _not_finite(k, width, dim, space.hvps, device, dtype)
        pairs = space.ritz(k)
        norms = pairs.residuals.norm(dim=1)
        scale = pairs.values[0].abs()
        open_ = norms > max(tol * scale, floor * space.norm)
        room = limit - space.hvps
        if not open_.any() or room <= 0:
            break
        if not space.grow(pairs.residuals[open_][:room], width, generator):
            break
    vectors, ahead = space.finish(pairs, width)
    signs = _signs(vectors, start)
    return Eigenpairs(
        values=pairs.values,
        vectors=(vectors * signs[:, None])[:k].to(dtype),
        residuals=norms,
        hvps=space.hvps,
        converged=bool((norms <= tol * scale).all()),
        block=(ahead * signs[:, None]).to(dtype),
    )


def _first_block(
    start: Tensor | None, width: int, dim: int, generator: torch.Generator, device: torch.device
) -> Tensor:
    rows = torch.empty(0, dim, dtype=torch.float64, device=device)
    if start is not None:
        known = start[:width].detach().to(device, torch.float64)
        rows = orthonormal_rows(known[torch.isfinite(known).all(1)])
    while len(rows) < width:
        extra = torch.randn(
            width - len(rows), dim, generator=generator, dtype=torch.float64, device=device
        )
        rows = torch.cat([rows, orthonormal_rows(extra, against=rows)])
    return rows


def _signs(vectors: Tensor, start: Tensor | None) -> Tensor:
    """±1 for each row: along its best match in start, else its largest entry positive."""
    if start is not None and torch.isfinite(start).all() and len(start):
        overlap = vectors @ start.to(vectors).T
        best = overlap.gather(1, overlap.abs().argmax(1, keepdim=True))[:, 0]
    else:
        best = vectors.gather(1, vectors.abs().argmax(1, keepdim=True))[:, 0]
    return torch.where(best < 0, -1.0, 1.0).to(vectors)


def _not_finite(
    k: int, width: int, dim: int, hvps: int, device: torch.device | str, dtype: torch.dtype
) -> Eigenpairs:
    nan = torch.full((width, dim), torch.nan, device=device, dtype=dtype)
    values = torch.full((k,), torch.nan, device=device, dtype=torch.float64)
    return Eigenpairs(values, nan[:k], values.clone(), hvps, False, nan)
