"""Alternating gradient descent-ascent: the second player answers the first one's move."""

from dataclasses import dataclass
from typing import final

import torch
from torch import Tensor

from .game import Game
from .method import Method


@final
@dataclass(frozen=True)
class Alternating(Method):
    """x⁺ = x + ηVₓ(x, y), y⁺ = y + ηV_y(x⁺, y).

    D = (0, ∂ₓV_y Vₓ), so that V₁ = (0, ∂ₓV_y Vₓ) − ½V'V (Rosca, Wu, Dherin & Barrett, 2021). On a
    bilinear game f = c·xy it goes round for ever: |μ| = 1 for ηc ≤ 2, and it diverges beyond.
    """

    def step(self, game: Game, z: Tensor, last: Tensor, lr: float) -> Tensor:
        z = z + lr * game.own(game.field(z), 0)
        return z + lr * game.own(game.field(z), 1)

    def drift(self, game: Game, z: Tensor) -> Tensor:
        field = game.field(z)
        answered = game.jvp(z, game.own(field, 0))
        return game.own(answered, 1) - 0.5 * game.jvp(z, field)

    def step_matrix(self, matrix: Tensor, first: int, lr: float) -> Tensor:
        one = torch.eye(len(matrix)).to(matrix)
        moved, answered = one.clone(), one.clone()
        moved[:first] += lr * matrix[:first]
        answered[first:] += lr * matrix[first:]
        return answered @ moved
