"""Adam on many lanes, each of its own age."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from descentlab.settings import Settings

BETA1, EPSILON = 0.9, 1e-8


@dataclass(frozen=True)
class Moments:
    """Adam's running means of the gradient and its square, before their bias correction."""

    mean: Tensor  # [L, P]
    square: Tensor  # [L, P]
    updates: Tensor  # [L, 1]

    @classmethod
    def none(cls, places: Tensor) -> Moments:
        """Of lanes at `places` [L, P] that have not moved yet."""
        zero = torch.zeros_like(places)
        return cls(zero, zero, zero[:, :1])

    def without(self, lanes: slice) -> Moments:
        """The same with `lanes` as at the start."""
        fresh = Moments(self.mean.clone(), self.square.clone(), self.updates.clone())
        for tensor in (fresh.mean, fresh.square, fresh.updates):
            tensor[lanes] = 0
        return fresh


def moved(
    places: Tensor, direction: Tensor, moments: Moments, settings: Settings
) -> tuple[Tensor, Moments]:
    """The lanes one update later (Kingma & Ba, 2015), or one plain step −ηd.

    The settings are `optimizer`, `lr` and `beta2`.
    """
    if settings.optimizer == "gradient_descent":
        return places - settings.lr * direction, moments
    updates = moments.updates + 1
    mean = torch.lerp(direction, moments.mean, BETA1)
    square = torch.lerp(direction.square(), moments.square, settings.beta2)
    root = (square / (1 - settings.beta2**updates)).sqrt() + EPSILON
    after = places - settings.lr * (mean / (1 - BETA1**updates)) / root
    return after, Moments(mean, square, updates)
