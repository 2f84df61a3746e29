"""The search for the nearest zero, and the proof that none was missed."""

from dataclasses import dataclass

import torch
from torch import Tensor

from .missing import bracketed, from_moments
from .scaled import Scaled
from .starts import starts
from .winding import count_zeros
from .zero_table import ZeroTable

SHARP = 1e-10  # the largest proven relative error of a certified radius


@dataclass(frozen=True)
class CertifiedZero:
    """In natural units."""

    zero: Tensor  # the nearest found [n] complex, NaN where none was
    certified: Tensor  # [n] bool: no other is nearer
    bound: Tensor  # [n] no zero is nearer than this; 0 where nothing is proven

    def put(self, which: Tensor, other: "CertifiedZero") -> None:
        """Write the results of some of the examples in their places."""
        self.zero[which], self.certified[which] = other.zero, other.certified
        self.bound[which] = other.bound


def certified_zero(ray: Scaled, certify: bool) -> CertifiedZero:
    """The nearest zero of each example, found by Newton's method and certified by counting.

    Every zero found is proven to exist and to differ from the others. So when a half disc holds
    as many as were found in it, those are all, and the nearest of them is the nearest.
    """
    start = starts(ray)
    table = ZeroTable(start[:, :0], start.real[:, :0]).with_starts(ray, start)
    result = _uncertified(table)
    if not certify:
        return result
    some = table.modulus[:, 0].isfinite()
    if some.any():
        result.put(some, _counted(ray.chosen(some), table.chosen(some)))
    rest = ~result.certified
    if rest.any():
        inside = ray.chosen(rest)
        narrow, empty = bracketed(inside, table.chosen(rest))
        again = _uncertified(narrow)
        some = narrow.modulus[:, 0].isfinite()
        again.put(some, _counted(inside.chosen(some), narrow.chosen(some)))
        again.bound[:] = torch.maximum(again.bound, empty)
        result.put(rest, again)
    return result


def _uncertified(table: ZeroTable) -> CertifiedZero:
    nearest = table.at[:, 0].clone()
    none = torch.zeros_like(nearest.real)
    return CertifiedZero(nearest, none.bool(), none)


def _counted(ray: Scaled, table: ZeroTable) -> CertifiedZero:
    """The nearest zero of examples of which some were found, after the missing were looked for."""
    reach = table.clear_reach()
    count = count_zeros(ray, reach, table.at[:, 0])
    for _ in range(2):
        table = table.with_starts(ray, from_moments(table, count, reach), deflate=True)
    nearest, error = table.at[:, 0], table.error[:, 0]
    modulus = nearest.abs()
    certified = count.proven & (count.number == table.inside(reach)) & (error <= SHARP * modulus)
    return CertifiedZero(nearest, certified, torch.where(certified, modulus - error, 0.0))
