"""Optimistic gradient descent-ascent: z⁺ = z + η(2V(z) − V(z₋))."""

from dataclasses import dataclass
from typing import final

import torch
from torch import Tensor

from .game import Game
from .method import Method


@final
@dataclass(frozen=True)
class Optimistic(Method):
    """The last field's change is expected to go on (Popov, 1980; Daskalakis et al., 2018).

    On its slow orbit z₋ = z − ηV + O(η²), so that D = V'V and V₁ = +½V'V as for extragradient, at
    one field a step. The first step, which has no past, is that of `Simultaneous`. On a linear
    field with eigenvalue a the multipliers are the roots of μ² − (1 + 2ηa)μ + ηa = 0; on a
    bilinear game, a = ±ic, it converges for 0 < ηc < 1/√3.
    """

    def step(self, game: Game, z: Tensor, last: Tensor, lr: float) -> Tensor:
        return z + lr * (2 * game.field(z) - game.field(last))

    def drift(self, game: Game, z: Tensor) -> Tensor:
        return 0.5 * game.jvp(z, game.field(z))

    def step_matrix(self, matrix: Tensor, first: int, lr: float) -> Tensor:
        one = torch.eye(len(matrix)).to(matrix)
        ahead = torch.cat([one + 2 * lr * matrix, -lr * matrix], 1)
        return torch.cat([ahead, torch.cat([one, torch.zeros_like(one)], 1)])
