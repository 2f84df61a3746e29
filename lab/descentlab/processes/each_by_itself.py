"""Several networks that train side by side, each until its own loss is low enough."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import torch
from torch import Tensor

from descentlab.problem import Problem
from descentlab.processes.base import Process
from descentlab.runs.point import Point
from descentlab.runs.state import State
from descentlab.settings import Info, Range, Settings
from descentlab.update_rules._batches import batch_gradient
from descentlab.update_rules.adam import Adam
from descentlab.update_rules.sgd import Batch

HoldAt = Annotated[
    float,
    Range(1e-4, 3.0, log=True),
    Info(
        "hold at loss",
        "A network whose training loss has come down to this stands still, and goes on when "
        "you lower it.",
        True,
        "steering",
    ),
]


@dataclass(frozen=True)
class EachByItselfSettings(Settings):
    """Of Adam, beside `AdaptiveSettings`, and when a network stands still."""

    lr: Annotated[
        float,
        Range(1e-5, 1.0, log=True),
        Info("learning rate η", "Adam's: how far each weight moves in an update, about.", True),
    ] = 0.02
    beta: Annotated[
        float,
        Range(0.0, 0.99),
        Info("momentum β", "The share of the past in Adam's mean of gradients (its β₁).", True),
    ] = 0.9
    batch: Batch = 20
    hold_at: HoldAt = 1e-4


@dataclass(frozen=True)
class EachByItself(Process):
    """`updates` steps of Adam a unit of time, each on a random batch that all networks share.

    The problem is one of several networks (`Problem.parts`). The batches depend on the seed and
    the step only; a batch as large as the data is all of it.
    """

    updates: int = 1

    def start(self, problem: Problem, settings: Settings) -> State:
        return Adam().init(problem.start)

    def step(self, point: Point) -> State:
        state, held = point.state, self._held(point)
        for update in range(self.updates):
            moved = self._moved(point, state, update)
            state = replace(moved, w=torch.where(held, state.w, moved.w))
        return replace(state, step=point.state.step + 1)

    def proposed(self, point: Point) -> Tensor:
        """The first step [P] of the unit of time after `point`, as if no network were held."""
        return self._moved(point, point.state, 0).w - point.state.w

    def _moved(self, point: Point, state: State, update: int) -> State:
        gradient = batch_gradient(point, state.w, point.settings.batch, f"batch {update}")
        lane = Point(point.problem, state, point.settings, {})
        # a rule that treats each weight alone reads the gradient and nothing else
        lane.linearization = replace(point.linearization, gradient=gradient)
        return Adam().update(lane)

    def _held(self, point: Point) -> Tensor:
        """[P] whether each weight's network stands still."""
        held = torch.zeros_like(point.state.w, dtype=torch.bool)
        losses = network_losses(logits_at(point), point.problem.classes)
        for part, loss in zip(point.problem.parts.values(), losses, strict=True):
            held[part] = loss <= point.settings.hold_at
        return held


def logits_at(point: Point) -> Tensor:
    """The logits [n, K, m] of all networks at `point`."""
    known = point.linearization.outputs
    return point.problem.objective.outputs(point.state.w) if known is None else known


def network_losses(logits: Tensor, classes: Tensor) -> Tensor:
    """The mean cross-entropy [..., m] of each network; logits [..., n, K, m], classes [n]."""
    scores = logits.log_softmax(-2)
    where = classes[:, None, None].expand(*logits.shape[:-2], 1, logits.shape[-1])
    return -scores.gather(-2, where).squeeze(-2).mean(-2)
