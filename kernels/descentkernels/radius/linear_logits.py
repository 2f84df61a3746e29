"""The loss along a step, were the logits linear."""

import torch
from torch import Tensor

from .labelled import labelled
from .ray import Ray

# Entries of [examples, classes, lengths] alive at once: they should stay in cache.
_ENTRIES = 1 << 18


def linear_logit_loss(ray: Ray, t: Tensor) -> Tensor:
    """Mean over examples of log Σ_k exp((z_k − z_y) + (a_k − a_y) t), the cross-entropy at
    w + t v with the logits' first-order change only.

    It keeps the softmax exact, so that it can follow the loss where the loss's own Taylor series
    no longer converges; what it leaves out is the logits' curvature.

    Args:
        ray: of n labelled examples.
        t: [m] float64 lengths on the ray's device, of any sign.

    Returns:
        [m] float64, in nats.

    Raises:
        DescentError: if the ray has no labels, or one that is no class.
    """
    seen = labelled(ray)
    size = max(1, _ENTRIES // max(1, ray.logits.numel()))
    parts = []
    for lengths in t.split(size):
        moved = seen.logits[:, :, None] + seen.slopes[:, :, None] * lengths
        parts.append(seen.mean(torch.logsumexp(moved, 1)))
    return torch.cat(parts)
