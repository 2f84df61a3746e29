"""One substep of a central flow: the midpoint rule with the constraint at its end."""

from dataclasses import dataclass

import torch
from torch import Tensor

from ..objective import Objective
from ..third_pairs import third_pairs
from .covariances import Covariances, covariances
from .edge import Edge, Search, look
from .form import Form
from .propagator import propagator
from .response import Middle, curvature, curvature_change, packed, response
from .state import Spent, Warm

_AWAKE = 1.85  # eigenvalues below need no look in the middle of a whole unit
_STILL = 1e-4  # of w: a flow this slow need not be followed to a share of its own velocity


@dataclass(frozen=True)
class Start:
    """A flow where a substep begins."""

    w: Tensor  # [P]
    slots: dict[str, Tensor]
    gradient: Tensor  # [P]
    k: int  # eigenpairs to follow
    values: Tensor  # [k'] effective eigenvalues when last looked at
    age: float  # time since then
    warm: Warm


@dataclass(frozen=True)
class Substep:
    """How one is to be taken."""

    h: float
    rates: tuple[float, float, float]  # learning rate at start, middle and end
    allowed: float  # effective eigenvalues may be this far above 2 at its end
    push: float = 1.0  # the share of ½∇⟨H, Σ⟩ that moves the weights


@dataclass(frozen=True)
class Taken:
    """A substep taken."""

    w: Tensor  # [P]
    slots: dict[str, Tensor]
    edge: Edge  # in its middle
    vectors: Tensor  # [c, P] those that may oscillate
    x: Tensor  # [c, c] float64, its mean over the substep
    solved: bool  # the complementarity problem was
    warm: Warm
    bend: float  # ‖velocity in the middle − at the start, with the same X‖ / ‖velocity‖
    spent: Spent


def take(
    objective: Objective,
    form: Form,
    start: Start,
    step: Substep,
    search: Search,
    generator: torch.Generator,
) -> Taken:
    """From t to t + h.

    The middle is reached with the covariance of the substep before: off by O(h), which makes
    O(h³) of the end. There eigenpairs, third derivatives and X are found anew.

    Args:
        objective: the loss.
        form: the optimizer.
        start: where the substep begins.
        step: how long it is.
        search: how eigenpairs are found.
        generator: for their cold start.
    """
    h, (lr, lr_middle, lr_end) = step.h, step.rates
    first = form.rates(start.w, start.slots, *_met(form, start, lr), lr)
    w = start.w + h / 2 * first.w
    slots = {name: old + h / 2 * first.slots[name] for name, old in start.slots.items()}
    p = torch.as_tensor(form.preconditioner(slots, lr_middle)).to(w)
    calm = h >= 1
    awake = int((start.values > _AWAKE).sum()) + 1 if calm else None
    edge = look(search, w, p, start.warm.points, start.k, generator, awake=awake)
    gradient = edge.gradient if search.products is objective else objective.gradient(w)
    count = edge.critical(start.values, h / 2 / (start.age + h / 2), calm)
    vectors = edge.vectors[:count]
    thirds = w.new_zeros(0, len(w))
    if count:
        low = search.products.dtype
        thirds = third_pairs(search.products, w.to(low), vectors.to(low)).to(w)
    middle = Middle(
        w, slots, gradient, p, edge.values[:count], vectors, edge.images[:count], thirds
    )
    answer = response(form, start.slots, middle, h, lr_middle, step.push)
    along = propagator(form, slots, p, edge, h, lr_middle)
    unit_moved = h * along.move(answer.unit_velocity)
    base = start.w + h * along.move(answer.velocity, start.w - w)
    nothing = torch.zeros(count, count, dtype=torch.float64)
    found = Covariances(nothing, nothing, True, 0)
    if count:
        found = covariances(
            curvature(form, middle, start.slots, start.w - w, lr),
            curvature(form, middle, answer.slots, base - w, lr_end),
            curvature_change(form, middle, answer, unit_moved, lr_end),
            step.allowed,
            _turned(start.warm, vectors * p),
        )
    x, last = found.mean, packed(found.last).to(w)
    end = answer.at(x)
    weights = packed(x).to(w)
    # the same X at the start, as it may jump: where an eigenvalue comes to the edge, it does
    force = step.push / 2 * (weights @ thirds)
    squares = ((x.to(w) @ middle.images) * middle.images).sum(0)
    g = start.gradient
    begun = form.rates(start.w, start.slots, g + force, g.square() + squares, lr)
    return Taken(
        w=base + weights @ unit_moved,
        slots=end.slots,
        edge=edge,
        vectors=vectors,
        x=x,
        solved=found.solved,
        warm=Warm(edge.points, vectors, found.last, step.push / 2 * (last @ thirds)),
        bend=((end.w - begun.w).norm() / (end.w.norm() + _STILL * w.norm())).item(),
        spent=Spent(1, edge.hvps, len(thirds), found.solves, 1),
    )


def _met(form: Form, start: Start, lr: float) -> tuple[Tensor, Tensor]:
    """Mean force and mean squares at the start, with the last covariance."""
    force, squares, warm = start.gradient, start.gradient.square(), start.warm
    if warm.x is None or not len(warm.x):
        return force, squares
    x = warm.x.to(force)
    images = 2 * torch.as_tensor(form.preconditioner(start.slots, lr)).to(force) * warm.edge
    return force + warm.force, squares + ((x @ images) * images).sum(0)


def _turned(warm: Warm, dual: Tensor) -> Tensor | None:
    """The last X in the basis whose rows times P are `dual`."""
    if warm.x is None:
        return None
    turn = (dual @ warm.edge.T).double().cpu()
    return turn @ warm.x @ turn.T
