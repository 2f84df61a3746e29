"""The largest eigenvalues of P⁻¹H where a flow is, from where they were last."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from ..eigenpairs import top_eigenpairs
from ..prediction import predicted_block

_REMEMBERED = 3


@dataclass(frozen=True)
class Sharpness:
    """What was found, and what makes the next search cheap."""

    values: Tensor  # [k] float64, descending
    vectors: Tensor  # [k, P] rows u with uᵢᵀPuⱼ = δᵢⱼ
    points: tuple[tuple[Tensor, Tensor], ...]  # (w [P], block [m, P]), newest first
    hvps: int


def effective_sharpness(
    hvp: Callable[[Tensor], Tensor],
    w: Tensor,
    preconditioner: Tensor | float,
    k: int,
    points: tuple[tuple[Tensor, Tensor], ...],
    *,
    accuracy: float,
    generator: torch.Generator,
) -> Sharpness:
    """The k largest eigenpairs of P⁻¹H, as those of the symmetric P^(−½) H P^(−½).

    Args:
        hvp: [m, P] -> [m, P], rows times H(w).
        w: [P].
        preconditioner: P > 0: [P], [] or a number.
        k: pairs, at most P.
        points: of the last search; empty for a cold one.
        accuracy: relative error of each value to stop at.
        generator: for cold starts; lives where w does.
    """
    scale = torch.as_tensor(preconditioner, dtype=w.dtype, device=w.device).rsqrt()
    start = predicted_block([b for _, b in points], [p for p, _ in points], w) if points else None
    k = min(k, len(w))
    pairs = top_eigenpairs(
        lambda rows: scale * hvp(scale * rows),
        len(w),
        k,
        start=start,
        accuracy=accuracy,
        guard=min(1, len(w) - k),
        generator=generator,
        device=w.device,
        dtype=w.dtype,
    )
    history = ((w.clone(), pairs.block), *points)[:_REMEMBERED]
    return Sharpness(pairs.values, pairs.vectors * scale, history, pairs.hvps)
