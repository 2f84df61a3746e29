"""A ray in its natural units, in which the slopes spread over 1 and the top class stands still."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from .ray import Ray


@dataclass(frozen=True)
class Scaled:
    """z − z_c and (a − a_c)/Δ_a, with c the top class at t = 0, so that zeros keep |Im t| ≥ π.

    In these units K(u) = log F(u) ≥ 0, and a zero at s stands for one at s/Δ_a of the ray. Taking
    c's logit from the others makes what is lost in rounding proportional to |t| and not to |z|.
    """

    logits: Tensor  # [n, K], at most 0
    slopes: Tensor  # [n, K], within [−1, 1]
    spread: Tensor  # Δ_a [n]
    top: Tensor  # c [n]

    def __len__(self) -> int:
        """n, the number of examples."""
        return len(self.logits)

    def chosen(self, which: Tensor) -> "Scaled":
        """Some of the examples: [m] numbers or [n] booleans."""
        return Scaled(self.logits[which], self.slopes[which], self.spread[which], self.top[which])


def scaled(ray: Ray) -> Scaled:
    """The ray in its natural units; its logits and slopes are finite and its spread is not 0."""
    top = ray.logits.argmax(1, keepdim=True)
    slopes = ray.slopes - ray.slopes.gather(1, top)
    logits = ray.logits - ray.logits.gather(1, top)
    return Scaled(logits, slopes / ray.spread[:, None], ray.spread, top[:, 0])


def usable(ray: Ray) -> tuple[Tensor, Tensor]:
    """Which examples have zeros [n], and the radius of the others: ∞, or NaN if not finite."""
    spread = ray.spread
    finite = (ray.logits.isfinite() & ray.slopes.isfinite()).all(1) & spread.isfinite()
    level = spread == 0
    other = torch.where(finite & level, math.inf, torch.full_like(spread, math.nan))
    return finite & ~level, other
