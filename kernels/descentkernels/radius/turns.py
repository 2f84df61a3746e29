"""How often a function turns around zero along a closed way: its number of zeros inside."""

import itertools
import math

import torch
from torch import Tensor

from .characteristic import Characteristic

# Halvings of a stretch that comes close to a zero.
_HALVINGS = 12
# f is known to about this much.
_ROUNDING = 1e-11


def turns(f: Characteristic, corners: list[complex]) -> int | None:
    """Zeros of f inside a polygon, with their multiplicity, by the argument principle.

    Between two points of the way with |f(x)| + |f(x')| > |x − x'|, f makes less than half a turn
    (half a turn is at least that long, and f goes no faster than x), so the angle between its two
    values is exact: the count is proved, but for rounding, which the margins leave room for.

    Args:
        f: which has the zeros.
        corners: of the polygon, counterclockwise.

    Returns:
        The number, or None where the way passes too close to a zero to tell.
    """
    ends = torch.tensor([*corners, corners[0]], dtype=torch.complex128, device=f.logits.device)
    pieces = []
    for start, stop in itertools.pairwise(ends):
        steps = max(1, math.ceil(abs(stop - start)))
        share = torch.arange(steps, dtype=torch.float64, device=ends.device) / steps
        pieces.append(start + (stop - start) * share)
    x = torch.cat([*pieces, ends[-1:]])
    values = f.values(x)
    for _ in range(_HALVINGS):
        room = values[1:].abs() + values[:-1].abs() - (x[1:] - x[:-1]).abs()
        close = (room <= _ROUNDING).nonzero()[:, 0]
        if not len(close):
            return _whole(values)
        middle = (x[close] + x[close + 1]) / 2
        x, values = _insert(x, middle, close), _insert(values, f.values(middle), close)
    return None


def _whole(values: Tensor) -> int:
    angles = (values[1:] * values[:-1].conj()).angle()
    return round(float(angles.sum()) / (2 * math.pi))


def _insert(x: Tensor, new: Tensor, after: Tensor) -> Tensor:
    places = torch.arange(len(x), device=x.device, dtype=torch.float64)
    order = torch.cat([places, after + 0.5]).argsort()
    return torch.cat([x, new])[order]
