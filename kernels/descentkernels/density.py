"""The distribution of a Hessian's eigenvalues by stochastic Lanczos quadrature."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from .eigenpairs import Eigenpairs
from .errors import DescentError
from .lanczos import lanczos


@dataclass(frozen=True)
class Density:
    """Spectral density ρ(x) = (1/P) Σᵢ N(x; λᵢ, width²), exact or estimated."""

    x: Tensor  # [m] float64, ascending
    density: Tensor  # [m] float64, integrates to one
    standard_error: Tensor  # [m] float64, of density over the probes; NaN for a single probe
    nodes: Tensor  # [q] float64, ascending: the estimate as a discrete measure...
    weights: Tensor  # [q] float64, summing to one
    outliers: Tensor  # [k] float64, the deflated eigenvalues, descending
    width: float  # of the Gaussian each eigenvalue is drawn with
    hvps: int  # products spent here
    exact: bool  # all eigenvalues from the dense matrix


def spectral_density(
    hvp: Callable[[Tensor], Tensor],
    dim: int,
    *,
    steps: int = 80,
    probes: int = 1,
    generator: torch.Generator,
    deflate: Eigenpairs | None = None,
    grid: int | Tensor = 128,
    width: float | None = None,
    device: torch.device | str,
    dtype: torch.dtype,
) -> Density:
    """ρ by stochastic Lanczos quadrature (Golub & Welsch, 1969; Ubaru, Chen & Saad, 2017).

    For a random unit v, Σⱼ τⱼ δ(x − θⱼ) with θ, τ² the eigenvalues and squared first components
    of the Lanczos matrix T from v has the first 2·steps moments of vᵀδ(x − H)v, whose mean over v
    is the density. Eigenpairs in `deflate` are taken out exactly: H is replaced by (I − UUᵀ)H(I −
    UUᵀ), v is orthogonal to U, and each λᵢ enters with weight 1/P. When the P products of the
    dense matrix cost no more than steps · probes, the dense matrix is solved instead.

    Args:
        hvp: [k, P] -> [k, P], rows times H.
        dim: P.
        steps: Lanczos steps a probe.
        probes: random vectors; their spread gives the standard error.
        generator: of the probes, on `device`.
        deflate: top eigenpairs already known.
        grid: number of points over the spectrum, or the points [m] themselves.
        width: of the Gaussians, default 1/60 of the grid's extent.
        device: of hvp's vectors.
        dtype: of hvp's vectors.

    Returns:
        Density; all NaN if products are not finite.

    Raises:
        DescentError: if steps, probes, width or grid make no sense.
    """
    count = len(grid) if isinstance(grid, Tensor) else grid
    if steps < 1 or probes < 1 or count < 2 or (width is not None and not width > 0):
        raise DescentError(
            f"expected steps ≥ 1, probes ≥ 1, grid ≥ 2 points and width > 0, found {steps}, "
            f"{probes}, {count} and {width}."
        )
    outliers = torch.empty(0, dtype=torch.float64, device=device)
    if deflate is not None and torch.isfinite(deflate.values).all():
        outliers = deflate.values.to(outliers)
    exact = dim <= steps * probes
    if exact:
        measures, hvps = [_dense(hvp, dim, device, dtype)], dim
    else:
        basis = deflate.vectors.double() if deflate is not None and len(outliers) else None
        measures, hvps = [], 0
        for _ in range(probes):
            nodes, weights = _probe(hvp, dim, steps, basis, generator, device, dtype)
            hvps += len(nodes)
            measures.append(_joined(nodes, weights, outliers, dim))
    x, width = _grid(torch.cat([nodes for nodes, _ in measures]), grid, width)
    curves = torch.stack([_smooth(x, nodes, weights, width) for nodes, weights in measures])
    nodes = torch.cat([nodes for nodes, _ in measures])
    order = nodes.argsort()
    spread = curves.std(0) / math.sqrt(probes) if len(curves) > 1 else torch.full_like(x, torch.nan)
    return Density(
        x=x,
        density=curves.mean(0),
        standard_error=torch.zeros_like(x) if exact else spread,
        nodes=nodes[order],
        weights=torch.cat([weights for _, weights in measures])[order] / len(measures),
        outliers=outliers,
        width=width,
        hvps=hvps,
        exact=exact,
    )


def _dense(
    hvp: Callable[[Tensor], Tensor], dim: int, device: torch.device | str, dtype: torch.dtype
) -> tuple[Tensor, Tensor]:
    matrix = hvp(torch.eye(dim, device=device, dtype=dtype)).double()
    weights = torch.full((dim,), 1 / dim, dtype=torch.float64, device=device)
    if not torch.isfinite(matrix).all():  # LAPACK would raise
        return torch.full_like(weights, torch.nan), weights
    return torch.linalg.eigvalsh((matrix + matrix.T) / 2), weights


def _probe(
    hvp: Callable[[Tensor], Tensor],
    dim: int,
    steps: int,
    basis: Tensor | None,
    generator: torch.Generator,
    device: torch.device | str,
    dtype: torch.dtype,
) -> tuple[Tensor, Tensor]:
    """Nodes and weights (sum one) of one random vector's quadrature."""

    def outside(rows: Tensor) -> Tensor:
        return rows if basis is None else rows - (rows @ basis.T) @ basis

    def deflated(rows: Tensor) -> Tensor:
        return outside(hvp(outside(rows.double()).to(dtype)).double()).to(dtype)

    v = torch.randn(1, dim, generator=generator, device=device, dtype=torch.float64)
    alpha, beta = lanczos(deflated, outside(v)[0].to(dtype), steps)
    if not (torch.isfinite(alpha).all() and torch.isfinite(beta).all()):
        return torch.full_like(alpha, torch.nan), torch.full_like(alpha, 1 / len(alpha))
    tridiagonal = torch.diag(alpha) + torch.diag(beta, 1) + torch.diag(beta, -1)
    nodes, vectors = torch.linalg.eigh(tridiagonal)
    return nodes, vectors[0].square()


def _joined(nodes: Tensor, weights: Tensor, outliers: Tensor, dim: int) -> tuple[Tensor, Tensor]:
    rest = (dim - len(outliers)) / dim
    each = torch.full_like(outliers, 1 / dim)
    return torch.cat([nodes, outliers]), torch.cat([weights * rest, each])


def _grid(nodes: Tensor, grid: int | Tensor, width: float | None) -> tuple[Tensor, float]:
    if isinstance(grid, Tensor):
        x = grid.to(nodes)
        return x, width or max((x[-1] - x[0]).item() / 60, 1e-12)
    low, high = nodes.min().item(), nodes.max().item()
    if not (math.isfinite(low) and math.isfinite(high)):
        return torch.full((grid,), torch.nan, dtype=nodes.dtype, device=nodes.device), math.nan
    extent = max(high - low, 1e-6 * max(abs(low), abs(high)), 1e-12)
    width = width or extent / 54  # 1/60 of the extent with its margins below
    pad = max(3 * width, 0.05 * extent)
    x = torch.linspace(low - pad, high + pad, grid, dtype=nodes.dtype, device=nodes.device)
    return x, width


def _smooth(x: Tensor, nodes: Tensor, weights: Tensor, width: float) -> Tensor:
    bells = torch.exp(-0.5 * ((x[:, None] - nodes) / width).square())
    return bells @ weights / (width * math.sqrt(2 * math.pi))
