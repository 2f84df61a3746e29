"""The radius of the loss itself: the nearest singularity with the network's own logits."""

from dataclasses import dataclass

import torch
from torch import Tensor

from ...objective import Objective
from ..ray_along import ray_along
from ..singularities.meeting import KINDS
from .candidates import ghosts, layers, nearest
from .circle import count_within
from .complexified import ComplexRay, complexified
from .factors import Key
from .search import search_within

_ROUNDS = 4  # of searching where the count is not 0
_INSIDE = 0.99  # of the radius, where zeros are counted


@dataclass(frozen=True)
class TrueRadius:
    """The nearest singularity of each row's loss along w + t v that was found."""

    radius: Tensor  # [n] float64: |singularity|; ∞ where none was found, NaN where not finite
    singularity: Tensor  # t [n] complex128, Im t >= 0; NaN where none was found
    #: [n]: "ghost" (a zero of F), "pole", "branch point" or "attention ghost" (of a layer), "none".
    kinds: tuple[str, ...]
    operations: tuple[str, ...]  # [n]: of the layer, as torch names it; "" for a ghost
    #: [n] bool: whether, by the argument principle from samples, nothing lies within 0.99 radius:
    #: neither a zero of F nor a singularity of a layer. A numerical count, not a proof.
    verified: Tensor


def true_radius(
    objective: Objective, w: Tensor, direction: Tensor, *, examples: Tensor | None = None
) -> TrueRadius:
    """Distance from 0 to the nearest singularity of −z_y + log Σ_k exp z_k(w + t v) in complex t,
    v = direction/‖direction‖, with the network's own logits.

    The forward pass is taken at complex weights (see `complexified`). Newton's method starts from
    the linearised ghosts and the sonar's, and for the layers from where their arguments to first
    order are singular; zeros within 0.99 of the nearest are counted by the argument principle, and
    where there are any, they are looked for. Zeros of F gather about a pole of a layer, where the
    logits take every value: the nearest singularity of a tanh network is mostly a ghost close
    before a pole, and where a pole is given there may be ghosts up to 1 % nearer.

    Args:
        objective: of a module whose operations are all analytic, with logits [n, K] or
            [n, K, positions].
        w: [P]; direction: [P], of any length.
        examples: [m] numbers of examples; all by default.

    Returns:
        TrueRadius with a row for each of the ray's (see `ray_along`).

    Raises:
        DescentError: for a network with ReLU, max pooling or another operation that is not
            analytic or not known here, if the objective has no network, or arguments do not fit.
    """
    ray = complexified(objective, w, direction)
    if examples is not None:
        part = ray.objective.restricted(examples)
        ray = ComplexRay(part, ray.w, ray.unit_direction, ray.positions)
    linear = ray_along(ray.objective, w, direction)
    rows = torch.arange(len(linear), device=w.device)
    keys = [None, *_layer_keys(ray, rows[:1])]
    found = torch.cat([ghosts(ray, linear, rows)[None], layers(ray, rows, keys[1:])])
    verified = _verify(ray, found, keys)
    singularity = nearest(found)
    lost = singularity.abs().isnan()
    where = torch.where(found.abs().isnan(), torch.inf, found.abs()).argmin(0).tolist()
    names = ["" if keys[i] is None else keys[i][0] for i in where]
    kinds = [KINDS.get(name, "ghost") for name in names]
    radius = torch.where(lost, torch.inf, singularity.abs())
    known = (linear.logits + linear.slopes).isfinite().all(1)
    return TrueRadius(
        torch.where(known, radius, torch.nan),
        singularity,
        tuple("none" if gone else kind for kind, gone in zip(kinds, lost.tolist(), strict=True)),
        tuple(names),
        verified,
    )


def _layer_keys(ray: ComplexRay, row: Tensor) -> list[tuple[str, int]]:
    """The layers with singularities."""
    origin = torch.zeros(1, 1, dtype=torch.complex128, device=row.device)
    return sorted(ray.at(row, origin, factors=True).factors)


def _verify(ray: ComplexRay, found: Tensor, keys: list[Key]) -> Tensor:
    """Count what lies nearer than the nearest of `found` [keys, n], and search where there is
    something; what turns up goes into `found`. [n] bool: whether the last count was 0."""
    verified = torch.zeros(found.shape[1], dtype=torch.bool, device=found.device)
    left = nearest(found).abs().isfinite().nonzero()[:, 0]
    for again in range(_ROUNDS + 1):
        if not len(left):
            break
        best = nearest(found[:, left])
        radius = _INSIDE * best.abs()
        count = count_within(ray, left, radius, best.angle())
        verified[left] = count.empty
        fails = (~count.empty).nonzero()[:, 0]
        if again == _ROUNDS or not len(fails):
            break
        where, zeros = search_within(ray, left[fails], radius[fails], count.chosen(fails))
        nearer = (zeros.abs() < radius[fails]).nonzero()[:, 0]
        left = left[fails]
        for i in nearer.tolist():
            found[keys.index(where[i]), left[i]] = zeros[i]
        left = left[nearer]
    return verified
