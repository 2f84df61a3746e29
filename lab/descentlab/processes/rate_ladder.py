"""SGD and gradient descent from one start, at a ladder of learning rates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import torch
from torch import Tensor

from descentlab.problem import Problem
from descentlab.problems.few_examples import FewExamples, FewExamplesSettings, few_examples
from descentlab.processes._sgd_lanes import drawn, stepped
from descentlab.processes.base import Process
from descentlab.runs.point import Point
from descentlab.runs.state import State
from descentlab.settings import Info, Range, Settings

#: The rates, as shares of the longest, and their names.
LADDER = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0)
NAMES = ("η/16", "η/8", "η/4", "η/2", "η")
#: Runs of SGD at each rate; they differ in their batches.
REPEATS = 4
#: Updates of every lane in one step of the run.
UPDATES = 50


@dataclass(frozen=True)
class LadderSettings(Settings):
    """How the lanes move."""

    lr: Annotated[
        float,
        Range(1e-3, 1.0, log=True),
        Info("learning rate η", "The longest; the others are 1/2 to 1/16 of it.", True),
    ] = 0.065
    batch: Annotated[
        int, Range(1, 40), Info("batch size B", "Of SGD, drawn without repeats.", True)
    ] = 1
    warmup: Annotated[
        int,
        Range(0, 200),
        Info("warm-up", "Steps over which all rates rise from zero, so that none runs off."),
    ] = 50


@dataclass(frozen=True)
class Ladder:
    """All lanes: those of SGD, rate by rate from the shortest, then gradient descent's."""

    found: FewExamples
    w: Tensor  # [5 · 4 + 5, P]

    def split(self, values: Tensor) -> tuple[Tensor, Tensor]:
        """What belongs to SGD [5, 4] and to gradient descent [5] of a number a lane [25]."""
        many = len(LADDER) * REPEATS
        return values[:many].unflatten(0, (len(LADDER), REPEATS)), values[many:]


class RateLadder(Process):
    """w⁺ = w − η_k ∇L_B(w) for the rates η_k of the ladder, four runs each, and one with ∇L.

    The run's own weights are those of the first run of SGD at the longest rate.
    """

    def start(self, problem: Problem, settings: FewExamplesSettings) -> State:
        found = few_examples(settings)
        lanes = len(LADDER) * (REPEATS + 1)
        return State(0, found.start[0], carried=Ladder(found, found.start.repeat(lanes, 1)))

    def step(self, point: Point) -> State:
        state, settings = point.state, point.settings
        ladder: Ladder = state.carried
        found, w = ladder.found, ladder.w
        count, source = len(found.x), point.generator("batches")
        ladder_rates = settings.lr * torch.tensor(LADDER, dtype=torch.float64)
        lr = torch.cat([ladder_rates.repeat_interleave(REPEATS), ladder_rates])
        many = len(LADDER) * REPEATS
        sizes = torch.tensor([min(settings.batch, count)] * many + [count] * len(LADDER))
        for k in range(UPDATES):
            done = state.step + (k + 1) / UPDATES
            risen = min(1.0, done / settings.warmup) if settings.warmup else 1.0
            w = stepped(found.model, w, (found.x, found.y), risen * lr, drawn(sizes, count, source))
        return replace(state, step=state.step + 1, w=w[many - REPEATS], carried=Ladder(found, w))
