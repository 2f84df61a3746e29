"""The radius of a whole batch: the least over its examples, without solving for each."""

import math
from dataclasses import dataclass, replace

from torch import Tensor

from .exact_radius import OUTWARD, ExactRadius, exact_radius
from .flip_radius import enclosed_minimum
from .margin_radius import margin_radius
from .ray import Ray
from .scaled import scaled

FEW = 4  # examples of least bound solved for at a time, twice; then all that are left
MANY = 12  # examples left, from which on ρ_flip costs less than what it spares


@dataclass(frozen=True)
class BatchRadius:
    """The least ρ* of a batch."""

    radius: float  # ∞ where all slopes are equal, NaN where an example's is not known
    example: int  # whose it is; −1 where there is none
    certified: bool  # no example has a nearer zero
    bound: float  # never above the true radius of the batch
    solved: int  # examples whose ρ* was computed
    zero: complex = complex(math.nan, math.nan)  # the ghost at that distance, Im > 0

    @property
    def proven(self) -> float:
        """ρ* where it is certified, the bound where not."""
        return self.radius if self.certified else self.bound


def batch_radius(ray: Ray) -> BatchRadius:
    """min over the examples of ρ*, by branch and bound.

    ρ* is computed, with its certificate, for a few examples of least ρ_m. Those whose ρ_m, or else
    ρ_flip, is greater than the least ρ* so far cannot be the nearest; it goes on with the rest.
    """
    lower = margin_radius(ray) * OUTWARD
    if lower.isnan().any():
        return BatchRadius(math.nan, -1, False, math.nan, 0)
    best = BatchRadius(math.inf, -1, True, math.inf, 0)
    open_ = lower.isfinite().nonzero()[:, 0]
    for round_, many in enumerate((FEW, FEW, len(ray))):
        if not len(open_):
            break
        least = lower[open_].topk(min(many, len(open_)), largest=False).indices
        best = _better(best, exact_radius(ray.chosen(open_[least])), open_[least])
        lower[open_[least]] = math.nan  # neither greater nor less: not again
        open_ = open_[lower[open_] <= best.radius]
        if len(open_) > MANY and round_ == 0:
            inside = scaled(ray.chosen(open_))
            flip = enclosed_minimum(inside, 1.01 * best.radius * inside.spread) / inside.spread
            lower[open_] = flip * OUTWARD
            open_ = open_[lower[open_] <= best.radius]
    unknown = best.example < 0 and not best.certified
    return replace(best, radius=math.nan) if unknown else best


def _better(best: BatchRadius, found: ExactRadius, which: Tensor) -> BatchRadius:
    """The best of what was found before and of examples [m]."""
    nearest = found.radius.nan_to_num(math.inf).argmin()
    radius, example, certified, zero = best.radius, best.example, best.certified, best.zero
    if found.radius[nearest] < radius:
        radius, example = found.radius[nearest].item(), which[nearest].item()
        zero = found.zero[nearest].item()
    # a bound is below the radius of its own batch only where another is not certified
    certified = certified and bool((found.certified | (found.bound > radius)).all())
    bound = min(best.bound, found.bound.amin().item())
    return BatchRadius(radius, example, certified, bound, best.solved + len(which), zero)
