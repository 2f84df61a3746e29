"""Two networks from one start: one sees a large batch at every step, the other a small one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import torch

from descentlab.problem import Problem
from descentlab.processes.base import Process
from descentlab.randomness import generator
from descentlab.runs.point import Point
from descentlab.runs.state import State
from descentlab.settings import Choice, Info, Range, Settings
from descentlab.update_rules._batches import batch_gradient

#: What the second network is called in the state.
SMALL = "small batch"


@dataclass(frozen=True)
class BatchSettings(Settings):
    """How many examples each sees at a step, and how far it moves."""

    large_batch: Annotated[
        int,
        Range(1, 1797),
        Info("large batch", "Examples a step of the first network sees, without repeats.", True),
    ] = 500
    small_batch: Annotated[
        int,
        Range(1, 1797),
        Info("small batch", "Examples a step of the second network sees.", True),
    ] = 10
    second_start: Annotated[
        str,
        Choice("same", "shuffled"),
        Info(
            "second start",
            "same: both networks start from the same weights; shuffled: the second from those of "
            "each layer in another order.",
        ),
    ] = "same"
    lr: Annotated[
        float, Range(1e-3, 5.0, log=True), Info("learning rate η", "Of both networks.", True)
    ] = 0.1


@dataclass(frozen=True)
class LargeAndSmallBatch(Process):
    """w⁺ = w − η∇L_B(w) for both, each with a random batch B of its own size.

    The first network's weights are the state's `w`, the second's its `others`. The batches depend
    on the seed and the step only. A batch as large as the data is all of it.
    """

    def start(self, problem: Problem, settings: Settings) -> State:
        w = other = problem.start
        if settings.second_start == "shuffled":
            shuffle = generator(getattr(settings, "seed", 0), "second start")
            parts = [w[slot.slice] for slot in problem.layout]
            other = torch.cat([p[torch.randperm(len(p), generator=shuffle)] for p in parts])
        return State(0, w, others=((SMALL, other.clone()),))

    def step(self, point: Point) -> State:
        state, settings = point.state, point.settings
        (name, other), *_ = state.others
        gradient = batch_gradient(point, state.w, settings.large_batch, "large batch")
        noisy = batch_gradient(point, other, settings.small_batch, name)
        return State(
            state.step + 1,
            state.w - settings.lr * gradient,
            others=((name, other - settings.lr * noisy),),
        )
