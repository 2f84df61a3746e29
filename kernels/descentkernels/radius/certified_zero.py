"""The search for the nearest zero, and the proof that none was missed."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from .half_points import half_points
from .missing import ASIDE, bracketed, from_moments
from .scaled import Scaled
from .starts import starts
from .winding import count_zeros
from .zero_table import ZeroTable

TIGHT = 0.999  # a bound this near the nearest zero found is not improved upon
ANYWHERE = 10.0  # counted within, where no zero was found: for most examples there is one
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
    table = ZeroTable.of(ray, starts(ray))
    if not certify:
        return _uncertified(table)
    result, table = _counted(ray, table)
    rest = (~result.certified).nonzero()[:, 0]
    if len(rest):
        result.put(rest, _again(ray.chosen(rest), table.chosen(rest)))
    return result


def _counted(ray: Scaled, table: ZeroTable) -> tuple[CertifiedZero, ZeroTable]:
    """The nearest zeros and all that are found, once those that a count missed were looked for."""
    known = table.modulus.amin(1).isfinite()
    reach = torch.where(known, table.clear_reach(), ANYWHERE)
    near = torch.where(known, table.at[:, 0], reach)
    count = count_zeros(ray, reach, near)
    for _ in range(2):
        if (count.number <= table.inside(reach)).all():
            break
        table = table.with_starts(ray, from_moments(table, count, reach, ASIDE), deflate=True)
    nearest, error = table.at[:, 0], table.error[:, 0]
    modulus = nearest.abs()
    complete = count.proven & (count.number == table.inside(reach)) & (count.number > 0)
    certified = complete & (error <= SHARP * modulus)
    bound = torch.where(certified, modulus - error, 0.0)
    return CertifiedZero(nearest.clone(), certified, bound), table


def _again(ray: Scaled, table: ZeroTable) -> CertifiedZero:
    """The same, of examples of which that failed, once their nearest zeros are closed in upon."""
    empty = torch.hypot(half_points(ray).abs().amin(1), torch.full_like(ray.spread, math.pi))
    result = _uncertified(table)
    result.bound[:] = empty
    # where float64 tells no more than the odds of the top class do, there is nothing to close in on
    open_ = (empty < TIGHT * table.modulus[:, 0]).nonzero()[:, 0]
    if len(open_):
        inside = ray.chosen(open_)
        narrow = bracketed(inside, table.chosen(open_), empty[open_])
        again, _ = _counted(inside, narrow.table)
        again.bound[:] = torch.maximum(again.bound, narrow.empty)
        nearer = narrow.multiple.abs() < again.zero.abs().nan_to_num(math.inf)
        again.zero[:] = torch.where(nearer & ~again.certified, narrow.multiple, again.zero)
        result.put(open_, again)
    return result


def _uncertified(table: ZeroTable) -> CertifiedZero:
    nearest = table.at[:, 0].clone()
    none = torch.zeros_like(nearest.real)
    return CertifiedZero(nearest, none.bool(), none)
