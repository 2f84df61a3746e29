"""SGD from beside one minimum, at many learning rates and batch sizes: who leaves, who stays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import torch
from torch import Tensor

from descentlab.problem import Problem
from descentlab.problems._lane_models import gauss_newton, squared_loss
from descentlab.problems.planted_minimum import (
    EXAMPLES,
    Planted,
    PlantedMinimumSettings,
    planted,
    pushed,
)
from descentlab.processes._sgd_lanes import drawn, stepped
from descentlab.processes.base import Process
from descentlab.randomness import generator
from descentlab.runs.point import Point
from descentlab.runs.state import State
from descentlab.settings import Info, Range, Settings

#: Rows of the map, powers of two up to all examples.
BATCHES = (1, 2, 4, 8, 16, 32)
#: Columns: log₁₀ of η over 2/λ₁.
EXPONENTS = tuple(round(-2.4 + 0.1 * k, 1) for k in range(27))
#: Lanes a cell of the map, and at the rate and batch in hand.
REPEATS, OWN = 6, 8
#: A lane that comes to so many times the loss it began with has left, and stops there.
GONE = 1e6


@dataclass(frozen=True)
class LeavingSettings(Settings):
    """What the lanes in hand use; those of the map have their own."""

    lr: Annotated[
        float,
        Range(1e-4, 10.0, log=True),
        Info("learning rate η", "Of the eight lanes in hand.", True),
    ] = 0.05
    batch: Annotated[
        int,
        Range(1, EXAMPLES),
        Info("batch size B", "Of the eight lanes in hand, drawn without repeats.", True),
    ] = 1
    updates: Annotated[
        int, Range(1, 50), Info("updates a step", "Of every lane, in one step of the run.")
    ] = 5


@dataclass(frozen=True)
class Lanes:
    """All lanes: those in hand first, then the map's, row by row."""

    found: Planted
    top: float  # λ₁ at the minimum
    trace: float  # tr H there
    w: Tensor  # [L, P]
    first: Tensor  # [L] the loss each began with
    left: Tensor  # [L] whether it has left
    own: tuple[float, int]  # η and B that the lanes in hand began with

    def ratios(self) -> Tensor:
        """Each lane's loss over that at its start, at most `GONE`: [L]."""
        loss = squared_loss(self.found.model, self.w, self.found.x, self.found.y)
        return torch.where(self.left, GONE, (loss / self.first).clamp(max=GONE))


class LeavingLanes(Process):
    """w⁺ = w − η∇L_B(w) on every lane, each pushed off the minimum by 10⁻⁵ of its length.

    The lanes in hand start again when η or B changes.
    """

    def start(self, problem: Problem, settings: PlantedMinimumSettings) -> State:
        found = planted(settings)
        trace, top = (float(v) for v in gauss_newton(found.model, found.w, found.x))
        source = generator(settings.seed, "lanes")
        w = pushed(found, OWN + len(BATCHES) * len(EXPONENTS) * REPEATS, source)
        first = squared_loss(found.model, w, found.x, found.y)
        gone = torch.zeros(len(w), dtype=torch.bool)
        lanes = Lanes(found, top, trace, w, first, gone, (settings.lr, settings.batch))
        return State(0, w[0], carried=lanes)

    def step(self, point: Point) -> State:
        lanes, settings = steered(point), point.settings
        found, w, left = lanes.found, lanes.w.clone(), lanes.left.clone()
        lr, sizes = plan(lanes)
        source = point.generator("batches")
        for _ in range(settings.updates):
            shares = drawn(sizes, EXAMPLES, source)
            on = (~left).nonzero()[:, 0]
            w[on] = stepped(found.model, w[on], (found.x, found.y), lr[on], shares[on])
            loss = squared_loss(found.model, w[on], found.x, found.y)
            left[on] = ~(loss < GONE * lanes.first[on])
        after = replace(lanes, w=w, left=left)
        return replace(point.state, step=point.state.step + 1, w=w[0], carried=after)


def plan(lanes: Lanes) -> tuple[Tensor, Tensor]:
    """η [L] and B [L] of each lane."""
    rates = 10.0 ** torch.tensor(EXPONENTS, dtype=torch.float64) * (2 / lanes.top)
    own_lr, own_batch = lanes.own
    lr = rates.repeat_interleave(REPEATS).repeat(len(BATCHES))
    sizes = torch.tensor(BATCHES).repeat_interleave(len(EXPONENTS) * REPEATS)
    lr = torch.cat([lr.new_full((OWN,), own_lr), lr])
    return lr, torch.cat([sizes.new_full((OWN,), own_batch), sizes])


def steered(point: Point) -> Lanes:
    """The lanes of `point`, those in hand begun again where the settings in force are others."""
    lanes, own = point.state.carried, (point.settings.lr, point.settings.batch)
    if own == lanes.own:
        return lanes
    w, left = lanes.w.clone(), lanes.left.clone()
    source = generator(point.settings.seed, "lanes")
    w[:OWN], left[:OWN] = pushed(lanes.found, len(w), source)[:OWN], False
    return replace(lanes, w=w, left=left, own=own)
