"""Extragradient: z⁺ = z + ηV(z + ηV(z))."""

from dataclasses import dataclass
from typing import final

import torch
from torch import Tensor

from .game import Game
from .method import Method


@final
@dataclass(frozen=True)
class Extragradient(Method):
    """A look ahead, and the step from there (Korpelevich, 1976). Two fields a step.

    D = V'V, so that V₁ = +½V'V: the drift of `Simultaneous` with the other sign. On a bilinear
    game f = c·xy it converges for 0 < ηc < 1: |μ|² = 1 − η²c² + η⁴c⁴.
    """

    def step(self, game: Game, z: Tensor, last: Tensor, lr: float) -> Tensor:
        return z + lr * game.field(z + lr * game.field(z))

    def drift(self, game: Game, z: Tensor) -> Tensor:
        return 0.5 * game.jvp(z, game.field(z))

    def step_matrix(self, matrix: Tensor, first: int, lr: float) -> Tensor:
        one = torch.eye(len(matrix)).to(matrix)
        return one + lr * matrix @ (one + lr * matrix)
