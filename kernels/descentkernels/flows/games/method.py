"""What an update of a game is: the step, its drift, its multipliers."""

from abc import ABC, abstractmethod

import torch
from torch import Tensor

from .game import Game


class Method(ABC):
    """An update of both players. Abstract; stateless, what it remembers is passed in."""

    @abstractmethod
    def step(self, game: Game, z: Tensor, last: Tensor, lr: float) -> Tensor:
        """z⁺ from z and the point before it: [d], [d] -> [d]."""

    @abstractmethod
    def drift(self, game: Game, z: Tensor) -> Tensor:
        """V₁ [d]: to second order the update follows dz/dt = η(V + ηV₁), t counting steps.

        If z⁺ = z + ηV + η²D + O(η³), then V₁ = D − ½V'V: a flow of V alone has D = ½V'V.
        """

    @abstractmethod
    def step_matrix(self, matrix: Tensor, first: int, lr: float) -> Tensor:
        """The update on a linear field V(z) = Az as one matrix.

        Args:
            matrix: A [d, d].
            first: weights of the first player.
            lr: η.

        Returns:
            [d, d] acting on z; of a method with a memory [2d, 2d] acting on (z, last).
        """

    def spectral_radius(self, matrix: Tensor, first: int, lr: float) -> float:
        """max |μ| of the step matrix: the update on Az converges exactly when it is below 1."""
        return torch.linalg.eigvals(self.step_matrix(matrix, first, lr)).abs().max().item()


def modified_velocity(method: Method, game: Game, z: Tensor, lr: float) -> Tensor:
    """dz/dt = η(V + ηV₁): [d] -> [d], one update a unit of time; after it O(η³) from the update."""
    return lr * (game.field(z) + lr * method.drift(game, z))


def play(method: Method, game: Game, z: Tensor, lr: float, steps: int) -> Tensor:
    """The orbit [steps + 1, d] from z, which is also where its memory starts."""
    orbit, last = [z], z
    for _ in range(steps):
        z, last = method.step(game, z, last, lr), z
        orbit.append(z)
    return torch.stack(orbit)
