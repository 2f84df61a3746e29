"""A `MomentumFlow` from state to state: what is measured before and after each step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from ..third_pairs import third_pairs
from . import trouble
from .edge import Edge, look
from .momentum_unit import Here, move
from .state import FlowState, Spent, Warm

if TYPE_CHECKING:
    from .momentum_flow import MomentumFlow

_JUMP = 2.2  # an effective eigenvalue that a step leaves above this was not held
_STALE = 1e-3  # change of P since the eigenpairs were found, relative, that has them found anew


@dataclass(frozen=True)
class Place:
    """The optimizer as it comes to w: gradient and squares met, P known."""

    w: Tensor
    slots: Mapping[str, Tensor]
    gradient: Tensor
    squares: Tensor  # diag(HΣH) by the last covariance
    met: Mapping[str, Tensor]
    preconditioner: Tensor


def start(
    flow: MomentumFlow,
    w: Tensor,
    slots: tuple[tuple[str, Tensor], ...] | None,
    t: float,
    generator: torch.Generator,
) -> FlowState:
    """The state at w, with the optimizer's slots."""
    kept = flow.form.initial(w) if slots is None else dict(slots)
    place, k = _place(flow, w, kept, Warm(), flow.form.rate(0.0)), 4
    edge = look(flow.search, w, place.preconditioner, (), k, generator)
    spent = Spent(gradients=2, hvps=edge.hvps)
    while edge.following > k:
        k *= 2
        edge = look(flow.search, w, place.preconditioner, edge.points, k, generator)
        spent += Spent(gradients=1, hvps=edge.hvps)
    count, top = edge.following, edge.values[0].item()
    return FlowState(
        t=t,
        w=w,
        slots=tuple(kept.items()),
        values=edge.values[:count],
        vectors=edge.vectors[:count],
        x=torch.zeros(count, count, dtype=torch.float64),
        substep=1.0,
        spent=spent,
        trouble=trouble.at_start(top) if flow.oscillation else trouble.given_up(top),
        warm=Warm(edge.points),
    )


def unit(flow: MomentumFlow, state: FlowState, generator: torch.Generator) -> FlowState:
    """The state one update later."""
    place = _place(flow, state.w, dict(state.slots), state.warm, flow.form.rate(0.0))
    spent = Spent(gradients=2, substeps=1)
    values, vectors, points = state.values, state.vectors, state.warm.points
    lengths = (vectors * place.preconditioner * vectors).sum(1)
    if (lengths - 1).abs().max() > _STALE:  # another learning rate, or another optimizer
        edge = look(flow.search, state.w, place.preconditioner, points, len(values), generator)
        values, vectors, points = edge.values, edge.vectors, edge.points
        spent += Spent(gradients=1, hvps=edge.hvps)
    followed = int((values > flow.follow_from).sum())
    critical = int((values > 2 - flow.margin).sum()) if flow.oscillation else 0
    critical = min(critical, followed)
    products = flow.search.products
    rows = vectors[:critical].to(products.dtype)
    thirds = third_pairs(products, state.w.to(products.dtype), rows).to(state.w)
    here = Here(
        w=state.w,
        slots=place.slots,
        gradient=place.gradient,
        squares=place.squares,
        met=place.met,
        preconditioner=place.preconditioner,
        values=values[:followed],
        vectors=vectors[:followed],
        thirds=thirds,
    )
    dual = vectors[:critical] * place.preconditioner
    moved = move(flow.form, here, _turned(state.warm, dual))
    warm = Warm(points=points, edge=vectors[:critical], x=moved.x)
    after = _place(flow, moved.w, moved.slots, warm, flow.form.rate(1.0))
    wanted = followed + 1
    end = look(flow.search, moved.w, after.preconditioner, points, wanted, generator)
    spent += Spent(gradients=1, hvps=end.hvps, pairs=len(thirds), solves=int(critical > 0))
    count = max(1, min(end.following, len(end.values)))
    dual = end.vectors[:count] * after.preconditioner
    turned = _turned(warm, dual)
    return FlowState(
        t=state.t + 1,
        w=moved.w,
        slots=tuple(moved.slots.items()),
        values=end.values[:count],
        vectors=end.vectors[:count],
        x=torch.zeros(count, count, dtype=torch.float64) if turned is None else turned,
        substep=1.0,
        spent=spent,
        trouble=trouble.remaining(state.trouble, end.values[0].item())
        or _trouble(flow, end, moved.solved),
        warm=Warm(points=end.points, edge=warm.edge, x=warm.x),
    )


def _place(
    flow: MomentumFlow, w: Tensor, slots: Mapping[str, Tensor], warm: Warm, lr: float
) -> Place:
    """Where the squares of an oscillation like the last one are met, too."""
    gradient = flow.objective.gradient(w)
    squares = torch.zeros_like(w)
    if warm.x is not None and len(warm.x):
        images = 2 * warm.edge * flow.form.preconditioner(slots, lr)  # Hu = λPu, critical
        squares = ((warm.x.to(w) @ images) * images).sum(0)
    met = flow.form.met(slots, gradient, gradient.square() + squares)
    return Place(w, slots, gradient, squares, met, flow.form.preconditioner(met, lr))


def _turned(warm: Warm, dual: Tensor) -> Tensor | None:
    """The last X in the basis whose rows times P are `dual`."""
    if warm.x is None or not len(warm.x):
        return None
    turn = (dual @ warm.edge.T).double().cpu()
    return turn @ warm.x @ turn.T


def _trouble(flow: MomentumFlow, end: Edge, solved: bool) -> str:
    if not end.finite:
        return trouble.NOT_FINITE
    top, last = end.values[0].item(), end.values[-1].item()
    full = len(end.values) == flow.most and last > 2 - flow.margin * flow.oscillation
    jumped = top if flow.oscillation and top > _JUMP else 0.0
    return trouble.given_up(top) or trouble.on_the_way(
        jumped=jumped, solved=solved, full=full, most=flow.most
    )
