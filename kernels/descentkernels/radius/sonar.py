"""Ghosts of any network, heard from the real line."""

import math
import warnings
from dataclasses import dataclass

import numpy as np
import torch
from scipy.interpolate import AAA
from torch import Tensor

from ..curvature.jacobian import with_network
from ..objective import Objective
from .flip_radius import flip_radius
from .ray import Ray
from .ray_along import ray_along, unit

_SIMPLE = 0.1  # a residue this close to 1 is taken for a zero of F
_LOUD = 1e-3  # weaker poles, and ones as near the real line, are rounding


@dataclass(frozen=True)
class Sonar:
    """The poles of d/dt log F that are nearest to 0, extrapolated from the real line."""

    radius: Tensor  # [n] float64: |zero|; ∞ where none was heard, NaN where F is not finite
    zero: Tensor  # [n] complex128, Im > 0: of F, a pole with a residue near 1; NaN where none
    residue: Tensor  # [n] complex128: its residue, 1 for a simple zero that is well heard
    other: Tensor  # [n] complex128: the nearest pole with another residue; NaN where none
    reach: Tensor  # [n] float64: half the length of the interval that was listened to

    @property
    def clear(self) -> Tensor:
        """[n] bool: whether a zero was heard and no other pole lies nearer than it."""
        return self.radius.isfinite() & ~(self.other.abs() < self.radius)


def sonar(
    objective: Objective,
    w: Tensor,
    direction: Tensor,
    *,
    examples: Tensor | None = None,
    reach: float | None = None,
    points: int = 65,
) -> Sonar:
    """The nearest zero of F(t) = Σ_k exp z_k(w + t v) with the network's own logits, from the
    derivative of log F at real t alone.

    At each of `points` Chebyshev points of [−reach, reach] one pass in forward mode gives
    d/dt log F = Σ_k p_k dz_k/dt of all examples in float64; a rational function is fitted to them
    by AAA (Nakatsukasa, Sète & Trefethen, 2018) and its poles are read off. A zero of F of order m
    is a pole with residue m; those with m = 1 are kept. Poles with other residues stand for
    singularities of layers (tanh), or for growth off the real line (exact GELU has no others).

    This is extrapolation: it is no bound and proves nothing, and gets worse with the distance from
    the interval and where the network has kinks. |residue − 1| tells how far to trust an answer: on
    a trained GELU network the error relative to |t|, 4e-9 in the median, was 10 to 60 times
    smaller. Any network that torch can differentiate will do.

    Args:
        objective: of a module whose outputs are logits; of float32, it is taken to float64.
        w: [P]; direction: [P], of any length.
        examples: [m] numbers of examples; all by default.
        reach: half the interval's length; by default once to twice the radius of the bound from the
            curvature of the linearised ray, for each example.
        points: how many passes there are, for each power of two among the reaches.

    Returns:
        Sonar with a row for each of the ray's (see `ray_along`).

    Raises:
        DescentError: if the objective has no network, or an argument does not fit.
    """
    objective = with_network(objective)
    w, v = objective.checked(w).double(), unit(objective.checked(direction).double())
    objective = objective.in_float64
    if examples is not None:
        objective = objective.restricted(examples)
    reaches = _reaches(ray_along(objective, w, v), reach)
    parts: list[tuple[Tensor, Sonar]] = []
    for each in reaches.unique():
        rows = (reaches == each).nonzero()[:, 0]
        t = each * torch.cos(
            math.pi * (torch.arange(points, dtype=torch.float64, device=w.device) + 0.5) / points
        )
        slopes = torch.stack([_slope(ray_along(objective, w + s * v, v)) for s in t], 1)
        parts.append((rows, poles_of(t, slopes[rows])))
    order = torch.cat([rows for rows, _ in parts]).argsort()
    return Sonar(
        *(
            torch.cat([getattr(part, name) for _, part in parts])[order]
            for name in ("radius", "zero", "residue", "other", "reach")
        )
    )


def poles_of(t: Tensor, slopes: Tensor) -> Sonar:
    """The same from d/dt log F at real points: t [m], slopes [n, m], float64."""
    reach = t.abs().max()
    where = (t / reach).cpu().numpy()
    scaled = (slopes.double() * reach).cpu().numpy()  # residues do not change with the unit of t
    rows = [_poles(where, each) for each in scaled]
    found = torch.tensor(np.array(rows), device=t.device).reshape(-1, 3)
    zero, residue, other = found[:, 0] * reach, found[:, 1], found[:, 2] * reach
    radius = torch.where(zero.isnan(), torch.inf, zero.abs())
    radius = torch.where(slopes.isfinite().all(1), radius, torch.nan)
    return Sonar(radius, zero, residue, other, reach.expand(len(radius)))


def _poles(t: np.ndarray, slopes: np.ndarray) -> tuple[complex, complex, complex]:
    """The nearest zero of F, its residue, and the nearest other pole."""
    missing = complex(math.nan, math.nan)
    scale = np.abs(slopes - slopes.mean()).max()
    # equal slopes: nothing to hear
    if not np.isfinite(slopes).all() or not scale > 1e-10 * np.abs(slopes).max():
        return missing, missing, missing
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # kinks: the tolerance is not reached
        fit = AAA(t, slopes - slopes.mean())
    poles, residues = fit.poles(), fit.residues()
    heard = (poles.imag > _LOUD) & (np.abs(residues) > _LOUD)
    simple = np.abs(residues - 1) < _SIMPLE
    zero, residue = _nearest(poles, residues, heard & simple)
    return zero, residue, _nearest(poles, residues, heard & ~simple)[0]


def _nearest(poles: np.ndarray, residues: np.ndarray, which: np.ndarray) -> tuple[complex, complex]:
    if not which.any():
        return complex(math.nan, math.nan), complex(math.nan, math.nan)
    at = np.where(which, np.abs(poles), np.inf).argmin()
    return complex(poles[at]), complex(residues[at])


def _slope(ray: Ray) -> Tensor:
    """d/dt log F at one point, [n]."""
    return (ray.probabilities * ray.slopes).sum(1)


def _reaches(ray: Ray, reach: float | None) -> Tensor:
    """[n]: the given one, or each example's guess rounded up to a power of two."""
    if reach is not None:
        return torch.full_like(ray.spread, reach)
    reaches = torch.exp2(torch.ceil(torch.log2(flip_radius(ray))))
    known = reaches[reaches.isfinite()]
    # equal slopes at t = 0, or numbers that are not finite: listened to all the same
    return torch.where(reaches.isfinite(), reaches, known.max() if len(known) else 1.0)
