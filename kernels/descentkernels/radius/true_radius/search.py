"""Looking for a nearer singularity where the count says that there is one."""

import torch
from torch import Tensor

from .circle import Count, count_within
from .complexified import ComplexRay
from .factors import Factor, Key
from .newton import newton

_HALVINGS = 6


def search_within(
    ray: ComplexRay, rows: Tensor, radius: Tensor, count: Count
) -> tuple[list[Key], Tensor]:
    """A zero of some factor in |t| < radius for each of some rows.

    The radius is halved between a circle that is empty and one that is not, and Newton's method
    starts where a factor with zeros inside turns fastest on the latter.

    Args:
        rows: [m]; radius: [m]; count: on those circles, of which none is empty.

    Returns:
        The factor of each row and its zero [m] complex128, Im >= 0, NaN where none was reached.
    """
    low, high = torch.zeros_like(radius), radius.clone()
    angle = torch.full_like(radius, torch.pi / 2)
    every = torch.arange(len(rows), device=rows.device)
    at = [_suspect(count.chosen(every[i : i + 1])) for i in range(len(rows))]
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        found = count_within(ray, rows, middle, angle)
        empty = found.empty
        low, high = torch.where(empty, middle, low), torch.where(empty, high, middle)
        for i in (~empty).nonzero()[:, 0].tolist():
            at[i] = _suspect(found.chosen(every[i : i + 1]))
    keys = [key for key, _, _ in at]
    zeros = torch.full_like(radius, torch.nan).to(torch.complex128)
    for key in dict.fromkeys(keys):
        which = torch.tensor([i for i, k in enumerate(keys) if k == key], device=rows.device)
        units = torch.tensor([at[i][1] for i in which.tolist()], device=rows.device)
        angles = torch.tensor([at[i][2] for i in which.tolist()]).to(radius)
        factor = Factor(ray, key, rows[which], units)
        t, done = newton(factor, torch.polar(high[which], angles))
        done[done.clone()] &= factor.chosen(done).on_sheet(t[done])
        zeros[which[done]] = t[done]
    return keys, zeros


def _suspect(count: Count) -> tuple[Key, int, float]:
    """The factor, unit and angle of one row that most likely has a zero: the layers first, whose
    singularities draw in zeros of what comes after them."""
    keys = [key for key in count.inside if key is not None]
    for key in [*keys, None]:
        inside = count.inside[key][0]
        if inside.any():
            unit = int(inside.abs().argmax())
            return key, unit, float(count.sharpest[key][0, unit])
    return None, 0, float(count.sharpest[None][0, 0])
