"""Random rays of every kind, and 50-digit references for their zeros."""

from __future__ import annotations

import torch
from descentkernels.radius import Ray
from mpmath import mp
from torch import Generator, Tensor
from torch.nn.functional import one_hot


def rays(classes: int, count: int, seed: int = 0) -> Ray:
    """Rays of twelve kinds: huge, tiny, tied, of equal slopes and one-hot ones among them."""
    generator = Generator().manual_seed(seed)
    each = -(-count // 12)

    def normal() -> Tensor:
        return torch.randn(each, classes, generator=generator, dtype=torch.float64)

    def powers(low: float, high: float) -> Tensor:
        draws = torch.rand(each, 1, generator=generator, dtype=torch.float64)
        return 10 ** (low + (high - low) * draws)

    one = one_hot(torch.randint(0, classes, (each,), generator=generator), classes)
    kinds = [
        (normal(), normal()),
        (5 * normal(), normal() ** 5),
        (30 * normal(), normal()),
        (normal() * powers(-6, 3), normal() * powers(-100, 100)),  # tiny and huge
        (normal() * powers(3, 12), normal()),
        (normal().round(), normal().mul(1.5).round()),  # ties and equal slopes
        (torch.zeros_like(normal()), normal().mul(2).round()),  # weights that are whole numbers
        (1000.0 * one + normal(), normal()),  # one-hot probabilities
        (normal() + 1e6, normal() + 1e6),
        (normal(), 1 + 1e-9 * normal()),  # nearly equal slopes
        (normal(), normal().sign() + 1e-6 * normal()),
        (normal(), 1.0 * one),
    ]
    return Ray(*(torch.cat(column)[:count] for column in zip(*kinds, strict=True)))


def reference_zero(ray: Ray, example: int, near: complex) -> mp.mpc:
    """The zero of F to 50 digits that is nearest to a guess, by mpmath's secant method."""
    return mp.findroot(partition_function(ray, example), mp.mpc(near))


def reference_count(ray: Ray, example: int, reach: float) -> int:
    """The zeros of F with |t| < R and Im t > 0: turns of F on the half circle, at 50 digits.

    Arcs are halved until F turns by less than 0.4 on each.
    """
    partition = partition_function(ray, example)

    def at(angle: mp.mpf) -> mp.mpc:
        return partition(reach * mp.expj(angle))

    def turn(low, at_low, high, at_high):
        angle = mp.arg(at_high / at_low)
        if abs(angle) < 0.4:
            return angle
        middle = (low + high) / 2
        at_middle = at(middle)
        return turn(low, at_low, middle, at_middle) + turn(middle, at_middle, high, at_high)

    angles = [mp.pi * k / 24 for k in range(25)]
    values = [at(angle) for angle in angles]
    ends = zip(angles, values, angles[1:], values[1:], strict=False)
    total = mp.fsum(turn(*arc) for arc in ends) / (2 * mp.pi)
    assert abs(total - round(total)) < 1e-20
    return round(total)


def partition_function(ray: Ray, example: int):
    logits, slopes = (
        [mp.mpf(x) for x in table[example].tolist()] for table in (ray.logits, ray.slopes)
    )
    top = max(logits)
    return lambda t: mp.fsum(mp.exp(z - top + a * t) for z, a in zip(logits, slopes, strict=True))
