"""The distance to the nearest zero of the partition function along a ray."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from .certified_zero import certified_zero
from .flip_radius import flip_radius
from .margin_radius import margin_radius
from .ray import Ray
from .scaled import scaled, usable
from .two_slopes import has_two_slopes, two_slope_zero

OUTWARD = 1 - 1e-14  # keeps a bound below the radius in spite of rounding


@dataclass(frozen=True)
class ExactRadius:
    """The radius ρ* of each example, and what is proven of it."""

    radius: Tensor  # ρ* [n]: |zero|; ∞ where all slopes are equal, NaN where nothing was found
    zero: Tensor  # [n] complex128, with Im ≥ 0; NaN where there is none
    certified: Tensor  # [n] bool: no zero is nearer
    bound: Tensor  # [n] never above the true radius, whether certified or not

    @property
    def proven(self) -> Tensor:
        """[n] ρ* where it is certified, the bound where not."""
        return torch.where(self.certified, self.radius, self.bound)


def exact_radius(ray: Ray, *, certify: bool = True) -> ExactRadius:
    """ρ* = min |t| over the complex zeros of F(t) = Σ_k exp(z_k + a_k t), of each example.

    Within it the loss of each example along the ray, to first order in the logits, is the sum of
    its Taylor series, and beyond it is not. Newton's method finds zeros, and the argument principle
    counts those in a half disc a little wider than the nearest: as many as were found means that
    none was missed. Rounding is allowed for. Two distinct slopes have the closed form
    √(δ² + π²)/Δ_a.

    What is not certified (a multiple zero, zeros that float64 cannot tell apart, certify=False)
    has as radius the nearest zero that was found, and a bound from ρ_m, ρ_flip and, with certify,
    a disc that was shown to be empty. Logits or slopes that are not finite give NaN, uncertified.
    """
    has_zeros, radius = usable(ray)
    zero = torch.full_like(radius, math.nan, dtype=torch.complex128)
    certified, bound = radius == math.inf, radius.clone()
    two = has_two_slopes(ray) & has_zeros
    if two.any():
        zero[two] = two_slope_zero(ray.chosen(two))
        radius[two] = zero[two].abs()
        certified[two], bound[two] = True, radius[two] * OUTWARD
    which = (has_zeros & ~two).nonzero()[:, 0]
    if len(which):
        several = scaled(ray.chosen(which))
        found = certified_zero(several, certify)
        zero[which] = found.zero / several.spread
        radius[which] = found.zero.abs() / several.spread
        certified[which], bound[which] = found.certified, found.bound / several.spread * OUTWARD
    open_ = (~certified & has_zeros).nonzero()[:, 0]
    if len(open_):
        rest = ray.chosen(open_)
        formulas = torch.maximum(margin_radius(rest), flip_radius(rest)) * OUTWARD
        bound[open_] = torch.maximum(bound[open_], formulas)
    return ExactRadius(radius, zero, certified, bound)
