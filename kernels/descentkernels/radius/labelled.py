"""Which term of each example's loss is its label's."""

from dataclasses import dataclass

import torch
from torch import Tensor

from ..errors import DescentError
from .ray import Ray


@dataclass(frozen=True)
class Labelled:
    """The ray seen from its labels' logits, which leaves their differences."""

    logits: Tensor  # z_k − z_y [n, K]
    slopes: Tensor  # a_k − a_y [n, K]
    counts: Tensor  # [n] float64: 1, or 0 for an example that is left out of the loss

    def mean(self, values: Tensor) -> Tensor:
        """The mean over the examples that count: [n, ...] -> [...]."""
        counts = self.counts.view(-1, *[1] * (values.ndim - 1))
        return torch.where(counts > 0, values, 0.0).sum(0) / self.counts.sum()


def labelled(ray: Ray) -> Labelled:
    """Raises DescentError if the ray has no labels, or one that is no class.

    A negative label is one that torch's cross-entropy leaves out.
    """
    if ray.labels is None:
        raise DescentError(
            "the loss along a ray expects labels, found none: pass labels [n] to Ray or ray_along."
        )
    labels = ray.labels.to(ray.logits.device, torch.int64)
    if bool((labels >= ray.classes).any()):
        raise DescentError(
            f"expected labels below the {ray.classes} classes, found {int(labels.max())}."
        )
    at = labels.clamp(min=0)[:, None]
    return Labelled(
        ray.logits - ray.logits.gather(1, at),
        ray.slopes - ray.slopes.gather(1, at),
        (labels >= 0).to(ray.logits),
    )
