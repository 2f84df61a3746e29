"""The columns of a window over which zeros can stand at all."""

import itertools
import math
from dataclasses import dataclass

import torch
from torch import Tensor

from .characteristic import Characteristic

_CELLS, _PARTS = 1 << 12, 16  # of the first division of a window, of each one after it


@dataclass(frozen=True)
class Columns:
    """Real parts of a grid's columns near which some class has no more than half of the weight."""

    u: Tensor  # [m] ascending
    groups: tuple[tuple[int, int], ...]  # first and past-the-last of those without a gap
    ends: tuple[tuple[float, float], ...]  # what each group stretches over, one column more a side
    whole: bool  # whether there are no others


def columns(f: Characteristic, left: float, right: float, spacing: float, most: int) -> Columns:
    """Columns of a grid from `left` to `right`, found by dividing intervals on which log p/(1 − p)
    of the likeliest class may come down to 0; it changes by at most 2 a unit.

    Args:
        f: whose zeros are looked for.
        left, right: of the window, left < right.
        spacing: of the columns.
        most: to return; of more, the nearest to 0.
    """
    count, size = math.ceil((right - left) / spacing) + 1, 1
    while count > _CELLS * size:
        size *= _PARTS
    number = torch.arange(math.ceil(count / size), device=f.logits.device, dtype=torch.float64)
    whole = True
    while True:
        centre = left + spacing * (number * size + (size - 1) / 2)
        # within (size − 1)/2 columns the odds fall by less than `size` spacings; those left out at
        # the end leave room for the columns around a zero
        near = f.largest_odds(centre) <= (size + 3) * spacing
        if int(near.sum()) > most:
            whole = False
            kept = torch.where(near, centre.abs(), math.inf).argsort()[:most]
            near = torch.zeros_like(near).index_fill_(0, kept, True)
        number = number[near]
        if size == 1:
            break
        size //= _PARTS
        parts = torch.arange(_PARTS, device=number.device, dtype=number.dtype)
        number = (number[:, None] * _PARTS + parts).flatten()
        number = number[number * size < count]
    u = left + spacing * number
    cuts = [0, *((number.diff() > 1).nonzero()[:, 0] + 1).tolist(), len(u)]
    groups = tuple((a, b) for a, b in itertools.pairwise(cuts) if b > a)
    ends = tuple(
        (max(left, float(u[a]) - spacing), min(right, float(u[b - 1]) + spacing)) for a, b in groups
    )
    return Columns(u, groups, ends, whole)
