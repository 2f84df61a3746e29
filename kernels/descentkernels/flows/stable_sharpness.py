"""The largest eigenvalues of P⁻¹H where a flow is, from where they were last."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from ..eigenpairs import top_eigenpairs
from ..prediction import predicted_block
from .state import FlowState, Spent, Warm

if TYPE_CHECKING:
    from .stable_flow import StableFlow

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


def measured(
    flow: "StableFlow", state: FlowState, lr: float, generator: torch.Generator
) -> FlowState:
    """The state with its effective eigenvalues, and what they mean for the flow."""
    k = len(state.vectors)
    nan = torch.full((k,), torch.nan, dtype=torch.float64, device=state.w.device)
    x = torch.zeros(k, k, dtype=torch.float64, device=state.w.device)
    here = flow.objective.linearize(state.w)
    if not (torch.isfinite(here.value) and torch.isfinite(here.gradient).all()):
        why = state.trouble or "The stable flow is no longer finite."
        return replace(state, values=nan, x=x, trouble=why)
    found = effective_sharpness(
        here.hvp,
        state.w,
        flow.form.preconditioner(dict(state.slots), lr),
        k,
        state.warm.points,
        accuracy=flow.accuracy,
        generator=generator,
    )
    trouble = state.trouble
    if not trouble and found.values[0] > flow.limit:
        trouble = (
            f"The stable flow's effective sharpness is {found.values[0].item():.3g}, above "
            f"{flow.limit:.3g}, where 2 is the optimizer's edge: it is not followed further."
        )
    return replace(
        state,
        values=found.values,
        vectors=found.vectors,
        x=x[: len(found.values), : len(found.values)],
        spent=state.spent + Spent(hvps=found.hvps),
        trouble=trouble,
        warm=Warm(points=found.points),
    )
