"""Where to start looking: singularities of the linearised network and what the sonar hears."""

import torch
from torch import Tensor

from ..exact_radius import exact_radius
from ..ray import Ray
from ..singularities.layers import meetings
from ..sonar import sonar
from .complexified import ComplexRay
from .factors import Factor, Key
from .newton import newton

_UNITS = 3  # of a layer's, the nearest to first order


def ghosts(ray: ComplexRay, linear: Ray, rows: Tensor) -> Tensor:
    """The nearest zero of F that Newton's method reaches from the linearised logits' and from the
    sonar's: [m] complex128, NaN where none."""
    dtype = ray.objective.dtype
    heard = sonar(ray.objective, ray.w.to(dtype), ray.unit_direction.to(dtype))
    linearised = exact_radius(linear.chosen(rows), certify=False).zero
    starts = (linearised, heard.zero[rows], heard.other[rows])  # zeros gather about a pole
    return nearest(torch.stack([reached(ray, None, rows, rows, start) for start in starts]))


def layers(ray: ComplexRay, rows: Tensor, keys: list[tuple[str, int]]) -> Tensor:
    """The nearest zero of each layer's factor that is reached from the few units that are nearest
    to first order: [keys, m] complex128, NaN where none."""
    met = {
        (m.operation, m.number): m.points
        for m in meetings(ray.objective.in_float64, ray.w, ray.unit_direction)
    }
    out = torch.full((len(keys), len(rows)), torch.nan, dtype=torch.complex128, device=rows.device)
    for i, key in enumerate(keys):
        if key not in met:
            continue
        points = met[key][rows // ray.positions]
        units = points.abs().topk(min(_UNITS, points.shape[1]), 1, largest=False).indices
        starts = points.gather(1, units)
        zeros = [reached(ray, key, rows, units[:, j], starts[:, j]) for j in range(units.shape[1])]
        out[i] = nearest(torch.stack(zeros))
    return out


def reached(ray: ComplexRay, key: Key, rows: Tensor, units: Tensor, start: Tensor) -> Tensor:
    """The zero that Newton's method reaches from each start, NaN where it does not, or where that
    lies on another sheet: [m] complex128."""
    factor = Factor(ray, key, rows, units)
    t, done = newton(factor, start)
    which = done.nonzero()[:, 0]
    if len(which):
        done[which] = factor.chosen(which).on_sheet(t[which])
    return torch.where(done, t, torch.nan)


def nearest(t: Tensor) -> Tensor:
    """The nearest to 0 of each column [k, m] -> [m]; NaN where all are."""
    size = torch.where(t.abs().isnan(), torch.inf, t.abs())
    return t.gather(0, size.argmin(0, keepdim=True))[0]
