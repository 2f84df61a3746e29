"""The search for the nearest zero, and the proof that none was missed."""

from dataclasses import dataclass

import torch
from torch import Tensor

from .missing import from_moments, from_rings
from .scaled import Scaled
from .starts import starts
from .winding import count_zeros
from .zero_table import ZeroTable

SHARP = 1e-10  # the largest proven relative error of a certified radius
INNER = 0.98  # of the nearest zero found, where it is not certified: a disc that may be empty


@dataclass(frozen=True)
class CertifiedZero:
    """In natural units."""

    zero: Tensor  # the nearest found [n] complex, NaN where none was
    certified: Tensor  # [n] bool: no other is nearer
    bound: Tensor  # [n] no zero is nearer than this; 0 where nothing is proven


def certified_zero(ray: Scaled, certify: bool) -> CertifiedZero:
    """The nearest zero of each example, found by Newton's method and certified by counting.

    Every zero found is proven to exist and to differ from the others. So when a half disc holds
    as many as were found in it, those are all, and the nearest of them is the nearest.
    """
    start = starts(ray)
    table = ZeroTable(start[:, :0], start.real[:, :0]).with_starts(ray, start)
    zero, bound = table.at[:, 0].clone(), torch.zeros_like(ray.spread)
    certified = torch.zeros(len(ray), dtype=torch.bool, device=zero.device)
    found = table.modulus[:, 0].isfinite()
    if certify and found.any():
        zero[found], certified[found], bound[found] = _counted(
            ray.chosen(found), table.chosen(found)
        )
    return CertifiedZero(zero, certified, bound)


def _counted(ray: Scaled, table: ZeroTable) -> tuple[Tensor, Tensor, Tensor]:
    """The same, of examples of which a zero was found."""
    reach = table.clear_reach()
    count = count_zeros(ray, reach, table.at[:, 0])
    for more in (from_moments, from_rings):
        table = table.with_starts(ray, more(table, count, reach), deflate=True)
    nearest, error = table.at[:, 0], table.error[:, 0]
    modulus = nearest.abs()
    certified = count.proven & (count.number == table.inside(reach)) & (error <= SHARP * modulus)
    bound = torch.where(certified, modulus - error, 0.0)
    rest = ~certified
    if rest.any():
        inner = INNER * modulus[rest]
        count = count_zeros(ray.chosen(rest), inner, nearest[rest])
        bound[rest] = torch.where(count.proven & (count.number == 0), inner, 0.0)
    return nearest, certified, bound
