"""Two players with a weight each, and losses that pull against each other."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

import torch
from descentkernels import FunctionObjective
from descentkernels.flows.games import Game
from torch import Tensor

from descentlab.problem import Problem, ProblemKind
from descentlab.randomness import generator
from descentlab.settings import Choice, Info, Range, Settings


@dataclass(frozen=True)
class TwoPlayerSettings(Settings):
    """Which game, and where it starts."""

    game: Annotated[
        str,
        Choice("bilinear", "convex-concave", "dirac_gan"),
        Info(
            "game",
            "bilinear: c·xy; convex-concave: ½p(x² − y²) + c·xy; dirac_gan: a generator x against "
            "a linear discriminator y, softplus(c·xy).",
            group="problem",
        ),
    ] = "bilinear"
    coupling: Annotated[
        float,
        Range(0.1, 10.0, log=True),
        Info("coupling c", "How much each player's loss depends on the other.", group="problem"),
    ] = 1.0
    pull: Annotated[
        float,
        Range(0.0, 2.0),
        Info("own pull p", "How much each player is drawn to 0 by itself.", group="problem"),
    ] = 0.2
    seed: Annotated[
        int, Range(0, 9999), Info("seed", "Of the start on the unit circle.", group="problem")
    ] = 0


def field(settings: TwoPlayerSettings, z: Tensor) -> Tensor:
    """V(z) = (−∂f/∂x, ∂f/∂y) of the zero-sum game f, z = (x, y)."""
    c, p = settings.coupling, settings.pull if settings.game == "convex-concave" else 0.0
    x, y = z[0], z[1]
    slope = c * torch.sigmoid(c * x * y) if settings.game == "dirac_gan" else c  # df/d(xy)
    return torch.stack([-slope * y - p * x, slope * x - p * y])


def jacobian(settings: TwoPlayerSettings, z: Tensor) -> Tensor:
    """V′(z) [2, 2]."""
    c, p = settings.coupling, settings.pull if settings.game == "convex-concave" else 0.0
    x, y = z.tolist()
    slope, bend = c, 0.0
    if settings.game == "dirac_gan":
        share = 1 / (1 + math.exp(-c * x * y))
        slope, bend = c * share, c * c * share * (1 - share)
    mixed = slope + bend * x * y
    return z.new_tensor([[-bend * y * y - p, -mixed], [mixed, bend * x * x - p]])


def game(settings: TwoPlayerSettings) -> Game:
    """The game, x the first player's weight."""
    return Game(lambda z: field(settings, z), 1, jacobian=lambda z: jacobian(settings, z))


def build(settings: TwoPlayerSettings) -> Problem:
    """There is no common loss: the height over (x, y) is ½‖V‖², zero at the equilibrium only."""

    def height(z: Tensor) -> Tensor:
        return 0.5 * field(settings, z).square().sum()

    start = torch.randn(2, generator=generator(settings.seed, "start"), dtype=torch.float64)
    return Problem(FunctionObjective(height, 2, "cpu", torch.float64), start / start.norm())


problem = ProblemKind("Two-player game", TwoPlayerSettings, build)
