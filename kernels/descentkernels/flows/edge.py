"""The largest eigenvalues of P⁻¹H along a flow."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from ..eigenpairs import top_eigenpairs
from ..objective import Objective
from ..orthonormal import orthonormal_rows
from ..prediction import predicted_block

# An eigenvalue may oscillate soon if it comes this close to the threshold, rising several times as
# fast as it did; closer in calm stretches, where a missed one does no harm before it is seen.
_CALM, _NEAR, _CAUTION = 0.03, 0.1, 4.0
_REMEMBERED = 3  # points of the path that predict the next


@dataclass(frozen=True)
class Search:
    """How eigenpairs are found along a flow."""

    products: Objective  # the loss, for its Hessian's products; may be less precise than w
    follow_from: float  # the smallest effective eigenvalue worth following
    most: int  # eigenpairs followed at most
    tol: float  # relative residual to stop at


@dataclass(frozen=True)
class Edge:
    """Eigenpairs H u = λ P u at one point, as far as they are followed."""

    values: Tensor  # [k] float64, descending
    vectors: Tensor  # [k, P] rows u, uᵢᵀPuⱼ = δᵢⱼ
    images: Tensor  # [k, P] rows Hu = λPu
    gradient: Tensor  # [P] of the loss, as precise as products
    points: tuple[tuple[Tensor, Tensor], ...]  # (w, block), newest first, to begin at next time
    following: int  # k for the next time
    hvps: int

    def critical(self, before: Tensor, ahead: float, calm: bool) -> int:
        """How many may be at the threshold 2 soon.

        Args:
            before: [k'] values at an earlier point.
            ahead: how far to look, in units of the time since then.
            calm: substeps are as long as they may be.
        """
        shared = min(len(before), len(self.values))
        soon = self.values + _NEAR
        rise = (self.values[:shared] - before[:shared]).clamp(min=0)
        soon[:shared] = self.values[:shared] + _CAUTION * ahead * rise + (_CALM if calm else _NEAR)
        reaching = (soon >= 2).nonzero()
        return int(reaching.max()) + 1 if len(reaching) else 0

    @property
    def finite(self) -> bool:
        """Could the loss be differentiated here?"""
        return bool(torch.isfinite(self.values).all() and torch.isfinite(self.gradient.sum()))


def look(
    search: Search,
    w: Tensor,
    preconditioner: Tensor,
    points: Sequence[tuple[Tensor, Tensor]],
    k: int,
    generator: torch.Generator,
    *,
    awake: int | None = None,
) -> Edge:
    """The k largest eigenvalues of P^(−½) H P^(−½) at w, which are those of P⁻¹H.

    Up to three below are looked at too. The next time those above `follow_from` are followed, at
    least one and at most `most`.

    Args:
        search: how.
        w: [P].
        preconditioner: P > 0, [] or [P].
        points: `points` of the last time; empty for a cold start.
        k: eigenpairs wanted.
        generator: for cold starts; lives where the objective does.
        awake: if given, only so many of the k are multiplied, and the others left for the next
            time where they are expected to be.
    """
    objective = search.products
    place = w.to(objective.dtype)
    scale = preconditioner.to(place).rsqrt()
    here = objective.linearize(place)
    k = max(1, min(k, search.most, objective.dim))
    known = [(at.to(place), block.to(place)) for at, block in points]
    start, guard = None, 1
    if known:
        start = predicted_block([block for _, block in known], [at for at, _ in known], place)
        guard = max(1, min(len(start) - k, 3))
    asleep = None
    if start is not None and awake is not None and awake < k:
        k, guard = max(1, awake), 1
        start, asleep = start[: k + 1], start[k + 1 :]
    pairs = top_eigenpairs(
        lambda rows: here.hvp(rows * scale) * scale,
        objective.dim,
        k,
        start=start,
        tol=search.tol,
        guard=min(guard, objective.dim - k),
        generator=generator,
        device=objective.device,
        dtype=objective.dtype,
    )
    above = torch.cat([pairs.values, pairs.guards.to(pairs.values)]) > search.follow_from
    following, block = int(above.sum()), pairs.block
    if asleep is not None and bool(torch.isfinite(pairs.values).all()):
        following += len(asleep)
        block = torch.cat([block, orthonormal_rows(asleep, against=block)])
    rows, high = pairs.vectors.to(w), preconditioner.sqrt()
    return Edge(
        values=pairs.values,
        vectors=rows / high,
        images=pairs.values[:, None].to(w) * (rows * high),
        gradient=here.gradient.to(w),
        points=((place, block), *known)[:_REMEMBERED],
        following=max(1, min(search.most, following)),
        hvps=pairs.hvps,
    )
