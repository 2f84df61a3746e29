"""How often a function turns around zero along closed ways: its number of zeros inside."""

import math

import torch
from torch import Tensor

from .characteristic import Characteristic

# Halvings of a stretch that comes close to a zero.
_HALVINGS = 12
# f is known to about this much.
_ROUNDING = 1e-11


def turns(f: Characteristic, polygons: list[list[complex]]) -> int | None:
    """Zeros of f inside all polygons together, with multiplicity, by the argument principle.

    Between two points of a way with |f(x)| + |f(x')| > |x − x'|, f makes less than half a turn
    (half a turn is at least that long, and f goes no faster than x), so the angle between its two
    values is exact: the count is proved, but for rounding, which the margins leave room for.

    Args:
        f: which has the zeros.
        polygons: the corners of each, counterclockwise.

    Returns:
        The number, or None where a way passes too close to a zero to tell.
    """
    ways = [_way(corners, f.logits.device) for corners in polygons]
    x = torch.cat(ways)
    first = torch.zeros(len(x), dtype=torch.bool, device=x.device)  # of a way
    lengths = torch.tensor([len(way) for way in ways], device=x.device)
    first[lengths.cumsum(0) - lengths] = True
    values = f.values(x)
    for _ in range(_HALVINGS):
        room = values[1:].abs() + values[:-1].abs() - (x[1:] - x[:-1]).abs()
        close = ((room <= _ROUNDING) & ~first[1:]).nonzero()[:, 0]
        if not len(close):
            angles = (values[1:] * values[:-1].conj()).angle()
            return round(float(angles[~first[1:]].sum()) / (2 * math.pi))
        middle = (x[close] + x[close + 1]) / 2
        x, values = _insert(x, middle, close), _insert(values, f.values(middle), close)
        first = _insert(first, torch.zeros_like(first[close]), close)
    return None


def _way(corners: list[complex], device: torch.device) -> Tensor:
    """Points around a polygon, at most one unit apart, the first again at the end."""
    ends = torch.tensor([*corners, corners[0]], dtype=torch.complex128, device=device)
    pieces = []
    for at, (start, stop) in enumerate(zip(corners, [*corners[1:], corners[0]], strict=True)):
        steps = max(1, math.ceil(abs(stop - start)))
        share = torch.arange(steps, dtype=torch.float64, device=device) / steps
        pieces.append(ends[at] + (ends[at + 1] - ends[at]) * share)
    return torch.cat([*pieces, ends[-1:]])


def _insert(x: Tensor, new: Tensor, after: Tensor) -> Tensor:
    places = torch.arange(len(x), device=x.device, dtype=torch.float64)
    order = torch.cat([places, after + 0.5]).argsort()
    return torch.cat([x, new])[order]
