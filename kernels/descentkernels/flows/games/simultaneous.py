"""Simultaneous gradient descent-ascent: z⁺ = z + ηV(z)."""

from dataclasses import dataclass
from typing import final

import torch
from torch import Tensor

from .game import Game
from .method import Method


@final
@dataclass(frozen=True)
class Simultaneous(Method):
    """Both players move at once: explicit Euler, D = 0, so that V₁ = −½V'V.

    On a bilinear game f = c·xy it diverges at every η: |μ| = √(1 + η²c²).
    """

    def step(self, game: Game, z: Tensor, last: Tensor, lr: float) -> Tensor:
        return z + lr * game.field(z)

    def drift(self, game: Game, z: Tensor) -> Tensor:
        return -0.5 * game.jvp(z, game.field(z))

    def step_matrix(self, matrix: Tensor, first: int, lr: float) -> Tensor:
        return torch.eye(len(matrix)).to(matrix) + lr * matrix
