"""The whole ways of several optimizers over a plane, worked out anew whenever a hand moves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Annotated

import numpy as np
import torch

from descentlab.problem import Problem
from descentlab.problems.surface_in_the_plane import SurfaceSettings, surface_of
from descentlab.processes.base import Process
from descentlab.randomness import generator
from descentlab.runs.point import Point
from descentlab.runs.state import State
from descentlab.settings import Info, Range, Settings
from descentlab.update_rules.heavy_ball import MomentumSettings
from descentlab.update_rules.rmsprop import AdaptiveSettings

#: The optimizers, in the order of every series' lanes.
RULES = ("gradient descent", "heavy-ball", "Nesterov", "RMSProp", "Adam")
#: Steps worked out ahead.
AHEAD = 400
#: A lane further out than this has left for good.
LEFT = 1e6


@dataclass(frozen=True)
class RateSettings(Settings):
    """The two learning rates: rules that divide by the gradient's size need one of their own."""

    lr: Annotated[
        float,
        Range(1e-4, 2.0, log=True),
        Info("learning rate η", "Of gradient descent, heavy-ball and Nesterov.", True),
    ] = 0.065
    adaptive_lr: Annotated[
        float,
        Range(1e-3, 1.0, log=True),
        Info("adaptive learning rate", "Of RMSProp and Adam.", True),
    ] = 0.1
    noise: Annotated[
        float,
        Range(0.0, 20.0),
        Info(
            "gradient noise σ",
            "Standard deviation of what is added to each coordinate of the gradient, the same for "
            "every optimizer, as a mini-batch would.",
            True,
        ),
    ] = 0.0


@dataclass(frozen=True)
class WaysSettings(AdaptiveSettings, MomentumSettings, RateSettings, SurfaceSettings):
    """Everything the ways depend on."""


@lru_cache(maxsize=8)
def ways(settings: WaysSettings, steps: int = AHEAD) -> np.ndarray:
    """The places [len(RULES), steps + 1, 2] of every rule from the start, one row a rule.

    The same recurrences as the update rules of these names, all lanes at once: one gradient, one
    momentum v⁺ = βv + g and one mean of squares ν⁺ = β₂ν + (1 − β₂)g² serve them all. NaN from
    where a lane is further out than `LEFT`.
    """
    surface, beta, beta2 = surface_of(settings), settings.beta, settings.beta2
    rate = np.full(len(RULES), settings.lr)
    rate[3:] = settings.adaptive_lr
    out = np.empty((steps + 1, len(RULES), 2))
    out[0] = settings.start_x, settings.start_y
    p, v, nu = out[0].copy(), np.zeros((len(RULES), 2)), np.zeros((2, 2))
    update = np.empty_like(p)
    drawn = generator(settings.seed, "gradient noise")
    noise = settings.noise * torch.randn(steps, 2, generator=drawn, dtype=torch.float64).numpy()
    with np.errstate(over="ignore", invalid="ignore"):
        for t in range(1, steps + 1):
            g = surface.gradient(p) + noise[t - 1]
            v = beta * v + g
            nu = beta2 * nu + (1 - beta2) * g[3:] ** 2
            divisor = np.sqrt(nu / (1 - beta2**t)) + settings.eps
            update[0] = g[0]
            update[1] = v[1]
            update[2] = g[2] + beta * v[2]
            update[3] = g[3] / divisor[0]
            # Adam's mean of gradients is (1 − β)v, its bias correction a division by 1 − βᵗ.
            update[4] = (1 - beta) * v[4] / (1 - beta**t) / divisor[1]
            p = p - rate[:, None] * update
            out[t] = p
        gone = np.maximum.accumulate(~(np.abs(out).max(-1) <= LEFT), 0)
    out[gone] = np.nan
    out.setflags(write=False)
    return np.ascontiguousarray(out.swapaxes(0, 1))


class WaysAhead(Process):
    """Time goes along ways that the settings alone decide: w is the start they set."""

    def start(self, problem: Problem, settings: WaysSettings) -> State:
        return State(0, problem.start)

    def step(self, point: Point) -> State:
        return replace(point.state, step=point.state.step + 1, w=start_of(point.settings))


def start_of(settings: WaysSettings) -> torch.Tensor:
    """Where the lanes begin, [2]."""
    return torch.tensor([settings.start_x, settings.start_y], dtype=torch.float64)
