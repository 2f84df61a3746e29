"""Every example an objective, beside training on their mean."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import torch
from torch import Tensor

from descentlab.problem import Problem
from descentlab.processes.base import Process
from descentlab.processes.jacobian_descent import Aggregation, combined
from descentlab.runs.point import Point
from descentlab.runs.state import State
from descentlab.settings import Choice, Info, Range, Settings

#: Rules that take the Gramian alone and are fast with hundreds of examples.
AGGREGATORS = (
    "upgrad",
    "dualproj",
    "mgda",
    "cagrad",
    "nash_mtl",
    "imtl_g",
    "aligned_mtl",
    "config",
    "mean",
)


@dataclass(frozen=True)
class InstanceWiseSettings(Settings):
    """How one update is made of all examples' gradients, and how long it is."""

    aggregator: Annotated[
        str,
        Choice(*AGGREGATORS),
        Info("aggregator", "What makes one update of the examples' gradients.", True, "aggregator"),
    ] = "upgrad"
    length: Annotated[
        str,
        Choice("as the mean's", "its own"),
        Info(
            "length of the update",
            "As long as the mean gradient at the same weights, so that only directions differ; or "
            "as the aggregator has it, which is another learning rate.",
            True,
            "aggregator",
        ),
    ] = "as the mean's"
    lr: Annotated[
        float,
        Range(1e-4, 20.0, log=True),
        Info("learning rate η", "Of both networks.", True),
    ] = 0.2


@dataclass(frozen=True)
class InstanceWise(Process):
    """w⁺ = w − ηd, d = A(J) of the gradients of all examples (instance-wise risk minimisation:
    Quinton & Rey, 2024); beside it, from the same start, w⁺ = w − η∇L(w), L their mean.

    A network that leaves the finite numbers stands still there; the other goes on.
    """

    beside: str = "mean"  # the name of the other network's weights

    def start(self, problem: Problem, settings: Settings) -> State:
        others = ((self.beside, problem.start),)
        return State(0, problem.start, others=others, carried=Aggregation(settings.aggregator))

    def step(self, point: Point) -> State:
        state, settings = point.state, point.settings
        weights, scale, direction = instance_wise_update(point)
        other = dict(state.others)[self.beside]
        gradient = point.problem.objective.gradient(other)
        return replace(
            state,
            step=state.step + 1,
            w=_moved(state.w, settings.lr * direction),
            others=((self.beside, _moved(other, settings.lr * gradient)),),
            carried=Aggregation(settings.aggregator, None, weights * scale, direction),
        )


def instance_wise_update(point: Point) -> tuple[Tensor, Tensor, Tensor]:
    """The aggregator's weights λ [n] of the examples' gradients, a factor c [] that the settings
    ask for, and the update d = c Σ λᵢgᵢ [P]."""
    found, direction = combined(point, point.settings.aggregator)
    scale = torch.ones_like(direction[0])
    if point.settings.length != "its own":
        length = direction.norm()
        scale = torch.where(length > 0, point.gradient.norm() / length, scale)
    return found.weights, scale, scale * direction


def _moved(w: Tensor, step: Tensor) -> Tensor:
    after = w - step
    return after if torch.isfinite(after).all() else w
