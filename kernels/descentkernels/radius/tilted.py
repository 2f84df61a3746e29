"""Sums over the classes at points of the ray, real or complex: where all the time is spent."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from .scaled import Scaled

BLOCK = 2**16  # numbers at a time: what stays in a core's cache; a GPU takes all at once
EPSILON = torch.finfo(torch.float64).eps
Sums = Callable[[Scaled, Tensor, Tensor], tuple[Tensor, ...]]


@dataclass(frozen=True)
class Tilted:
    """f(s) = F(t + s) e^{−ms} / F(u), up to its phase, near t = u + iy, with m = K'(u).

    With E the mean over softmax(z + ua) and b = a − m: f(0) = E e^{iby}, f'(0) = E b e^{iby}, and
    |f(s) − f(0)| ≤ |f'(0)| |s| + E b² |s|² e^{G|s|}/2, where G = max |b|.
    """

    value: Tensor  # f(0) [m] complex
    slope: Tensor  # f'(0) [m] complex
    mean: Tensor  # m = K'(u) [m]
    variance: Tensor  # E b² = K''(u) [m]
    widest: Tensor  # G [m]
    level: Tensor  # K(u) = log F(u) [m]
    noise: Tensor  # what rounding may have changed f(0) by [m]


def tilted(ray: Scaled, example: Tensor, t: Tensor) -> Tilted:
    """The sums of examples [m] at complex points t [m]."""
    return Tilted(*in_blocks(_complex_sums, ray, example, t))


def in_blocks(sums: Sums, ray: Scaled, example: Tensor, t: Tensor) -> tuple[Tensor, ...]:
    """sums(ray, example, t) taken over a few of the points [m] at a time."""
    rows = max(1, BLOCK // ray.logits.shape[1])
    if t.is_cuda or len(t) <= rows:
        return sums(ray, example, t)
    pairs = zip(example.split(rows), t.split(rows), strict=True)
    return tuple(map(torch.cat, zip(*(sums(ray, *pair) for pair in pairs), strict=True)))


def shares(ray: Scaled, example: Tensor, u: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """softmax(z + ua) [K, m], a − m [K, m], m = K'(u) [m] and K(u) [m] at real points u [m]."""
    slopes, share = (_classes_first(table, example) for table in (ray.slopes, ray.logits))
    share = torch.addcmul(share, slopes, u)
    largest = share.amax(0)
    share = share.sub_(largest).exp_()
    total = share.sum(0)
    share = share.div_(total)
    mean = (share * slopes).sum(0)
    return share, slopes.sub_(mean), mean, largest + total.log()


def _complex_sums(ray: Scaled, example: Tensor, t: Tensor) -> tuple[Tensor, ...]:
    share, centred, mean, level = shares(ray, example, t.real)
    widest = torch.maximum(centred.amax(0), -centred.amin(0))
    first = share * centred
    variance = (first * centred).sum(0)
    phase = centred.mul_(t.imag)
    cos, sin = phase.cos(), phase.sin_()
    value = torch.complex((share * cos).sum(0), share.mul_(sin).sum(0))
    slope = torch.complex(cos.mul_(first).sum(0), first.mul_(sin).sum(0))
    # K(u) ≥ 0: where a term counts, |z| is below |u| + 40 and its exponent is exact to ε of that
    noise = EPSILON * (len(share) + 50 + 8 * t.abs())
    return value, slope, mean, variance, widest, level, noise


def _classes_first(table: Tensor, example: Tensor) -> Tensor:
    """Rows of [n, K] as [K, m], laid out so that few classes are summed across points."""
    rows = table.index_select(0, example).T
    return rows.contiguous() if len(rows) <= 32 else rows
