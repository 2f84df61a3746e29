"""The bound from the curvature of the ray where the top class may change."""

import math

import torch
from torch import Tensor

from .half_points import breakpoints, half_points
from .ray import Ray
from .scaled import Scaled, scaled, usable
from .tilted import in_blocks, shares

TOLERANCE = 1e-3  # how far the value returned may lie below the minimum, relative
PIECES = 4  # a side is first cut into
ROUNDS = 60  # of halving; what is left then counts with its own bound, which is below the minimum
MANY = 400  # pieces of one example; with more it is finished likewise
LEAST = 1e-30  # K'' below this is lost in rounding: the odds of the top slope are used instead


def flip_radius(ray: Ray) -> Tensor:
    """ρ_flip = min_u √(u² + π²/(4K''(u))) over max_k p_k(u) ≤ 1/2, of each example [n].

    K(u) = log F(u) on the real ray and K''(u) is the variance of the slopes under
    softmax(z + u a). A lower bound on the distance to the nearest zero u + iy of F: no class can
    outweigh the rest there, and |E e^{iay}| > 0 for |y| < π/(2√K''). It is never below ρ_m.

    The minimum is enclosed by branch and bound and the lower end is returned, less than 0.1 %
    below it: |K'''| ≤ Δ_a K'' and (log K'')'' ≤ Δ_a² bound K'' over a piece from its middle, and
    the log odds of a class change at most by Δ_a per unit of u. ∞ where all slopes are equal, NaN
    where logits or slopes are not finite.
    """
    has_zeros, radius = usable(ray)
    which = has_zeros.nonzero()[:, 0]
    if len(which):
        inside = scaled(ray.chosen(which))
        radius[which] = enclosed_minimum(inside) / inside.spread
    return radius


def enclosed_minimum(ray: Scaled, enough: Tensor | None = None) -> Tensor:
    """The lower end of ρ_flip's enclosure [n], in the ray's natural units.

    The enclosure is not made narrower where its lower end is at least enough [n] already.
    """
    ends = half_points(ray)  # between them c has more than 1/2
    n = len(ends)
    sides = torch.arange(n, device=ends.device).repeat(2)
    start = ends.T.flatten()
    # points where no class has more than 1/2: a first value [2, 2n]
    feasible = torch.stack([start, breakpoints(ray).T.flatten()])
    value = _values(ray, sides.expand(2, -1), feasible)
    best = value.view(2, 2, n).amin((0, 1))  # the least square found so far [n]
    target = torch.full_like(best, math.inf) if enough is None else enough.square()
    least = best.clone()  # the least bound of a finished piece: what lies beyond √best
    reach = best.sqrt()[sides]
    open_ = start.abs() < reach
    example, start, reach = sides[open_], start[open_].abs(), reach[open_]
    sign = torch.repeat_interleave(torch.tensor([-1.0, 1.0], device=ends.device), n)[open_]
    half = (reach - start) / (2 * PIECES)
    odd = torch.arange(1, 2 * PIECES, 2, device=half.device)
    middle = (sign * start)[:, None] + (sign * half)[:, None] * odd  # [m, PIECES]
    example, half = (x[:, None].expand_as(middle).flatten() for x in (example, half))
    middle = middle.flatten()
    for last in [False] * ROUNDS + [True]:
        bound, value = _bounds(ray, example, middle, half)
        best.scatter_reduce_(0, example, value, "amin")
        crowded = torch.bincount(example, minlength=n)[example] > MANY
        done = (bound >= torch.minimum(target, best * (1 - TOLERANCE))[example]) | crowded | last
        least.scatter_reduce_(0, example[done], bound[done], "amin")
        example, middle, half = example[~done].repeat(2), middle[~done], half[~done] / 2
        if not len(example):
            break
        middle, half = torch.cat([middle - half, middle + half]), half.repeat(2)
    return least.clamp(min=math.pi**2).sqrt()


def _curvature(ray: Scaled, example: Tensor, u: Tensor) -> tuple[Tensor, ...]:
    """K'' [m], at least LEAST, (log K'')' [m] and max_k p_k [m] at points u [m]."""
    share, centred, _, _ = shares(ray, example, u)
    largest = share.amax(0)
    weighted = share.mul_(centred).mul_(centred)
    variance = weighted.sum(0).clamp(min=LEAST)
    return variance, weighted.mul_(centred).sum(0) / variance, largest


def _values(ray: Scaled, example: Tensor, u: Tensor) -> Tensor:
    """u² + π²/(4K''(u)) at points u, ∞ where these are; all tensors of one shape."""
    at = torch.where(u.isinf(), 0.0, u)
    variance = in_blocks(_curvature, ray, example.flatten(), at.flatten())[0].view_as(u)
    return torch.where(u.isinf(), math.inf, at.square() + math.pi**2 / (4 * variance))


def _bounds(ray: Scaled, example: Tensor, u: Tensor, half: Tensor) -> tuple[Tensor, Tensor]:
    """Of u² + π²/(4K'') over u ± half: a lower bound [m], and its value at u, ∞ if not feasible."""
    variance, bend, largest = in_blocks(_curvature, ray, example, u)
    height = math.pi**2 / (4 * variance)  # the squared height below which there is no zero
    log = variance.log()
    lost = (variance <= LEAST).nonzero()[:, 0]
    log[lost] = torch.minimum(log[lost], _log_least(ray.chosen(example[lost]), u[lost]))
    crude = (log + half).clamp(max=math.log(0.25)).exp()
    first = (u.abs() - half).clamp(min=0).square() + math.pi**2 / (4 * crude)
    tilt = (2 * u - height * bend).abs() * half
    second = u.square() + height - tilt - (height / 2 - 1).clamp(min=0) * half.square()
    bound = torch.where(variance > 1e-20, torch.maximum(first, second), first)
    odds = (largest / (1 - largest).clamp(min=1e-15)).log()  # of the largest class
    value = torch.where(odds > 0, math.inf, u.square() + height)
    return torch.where(odds > half, math.inf, bound), value


def _log_least(ray: Scaled, u: Tensor) -> Tensor:
    """log K'' at most [m]: K'' ≤ P/(1 − P), with P the share of slopes but the top class's."""
    terms = ray.logits + ray.slopes * u[:, None]
    top = ray.slopes == ray.slopes.gather(1, terms.argmax(1, keepdim=True))
    rest = torch.logsumexp(torch.where(top, -math.inf, terms), 1)
    return rest - torch.logsumexp(torch.where(top, terms, -math.inf), 1)
