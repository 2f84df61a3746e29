"""How far each answer is from another one, and how many could change within a step."""

import math

import torch
from torch import Tensor

from .ray import Ray


def margins(ray: Ray) -> Tensor:
    """Largest logit less the second largest of each example [n]; ∞ with one class only, NaN where
    logits are not finite."""
    if ray.classes < 2:
        best = torch.full_like(ray.logits[:, 0], math.inf)
    else:
        first, second = ray.logits.topk(2, 1).values.unbind(1)
        best = first - second
    return torch.where(ray.logits.isfinite().all(1), best, math.nan)


def at_risk(ray: Ray, r: float | Tensor) -> Tensor:
    """Share [] of examples whose margin is below rπ: the answers that could change.

    With r = τ/ρ_a, a step of length τ moves each gap between two logits by at most τ Δ_a = rπ, were
    the logits linear: an answer with a larger margin stays; one with a smaller margin may change.
    It says nothing about the loss.

    Args:
        ray: of n examples.
        r: τ/ρ_a, one number for all (with the batch's ρ_a it overstates the risk of examples with
            a larger radius), or [n].

    Returns:
        [] float64; NaN where a margin or r is unknown.
    """
    gaps = margins(ray)
    bound = torch.as_tensor(r, dtype=gaps.dtype, device=gaps.device) * math.pi
    known = ~(gaps.isnan() | bound.isnan())
    return torch.where(known, (gaps < bound).to(gaps), math.nan).mean()
