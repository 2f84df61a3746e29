"""Steps of given direction and length away from several networks side by side."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

import torch
from descentkernels.curvature import jacobian
from torch import Tensor

from descentlab.measurements._head_bias import accuracies, worst_head_bias
from descentlab.problems._side_by_side import DIRECTIONS
from descentlab.processes.each_by_itself import EachByItself, logits_at, network_losses
from descentlab.randomness import generator
from descentlab.runs.point import Point
from descentlab.settings import Choice, Info, Settings

#: How much accuracy has to be lost for a collapse.
FALL = 0.05


Direction = Annotated[
    str,
    Choice(*DIRECTIONS),
    Info(
        "direction of the steps",
        "step: where Adam goes next; downhill and uphill: along ∓∇L of all examples; random: a "
        "fixed random direction; head_bias: the bias of the one logit whose rise costs most.",
        True,
        "steering",
    ),
]


@dataclass(frozen=True)
class StepDirectionSettings(Settings):
    """Where the steps go whose accuracies are drawn."""

    direction: Direction = "step"


@dataclass(frozen=True)
class Rays:
    """All `DIRECTIONS` at a point, each of length 1 within each of m networks."""

    point: Point
    directions: Tensor  # [d, P]
    logits: Tensor  # [n, K, m]
    slopes: Tensor  # [d, n, K, m], per unit of length of the network's own step
    step: Tensor  # τ [m], the length of the optimizer's own step

    @cached_property
    def radii(self) -> Tensor:
        """ρ_a = π/Δ_a [d, m], the smallest of all examples; ∞ where nothing moves."""
        spread = self.slopes.amax(2) - self.slopes.amin(2)  # Δ_a [d, n, m]
        return math.pi / spread.amax(1)

    @cached_property
    def accuracy(self) -> Tensor:
        """[m] at the point itself."""
        return accuracies(self.logits, self.point.problem.classes)

    @cached_property
    def losses(self) -> Tensor:
        """[m] at the point itself."""
        return network_losses(self.logits, self.point.problem.classes)

    def walk(self, which: int, lengths: Tensor) -> tuple[Tensor, Tensor]:
        """Accuracies and losses [s, m] a way along direction `which`; lengths [s, m]."""
        point, moves = self.point, torch.zeros(len(lengths), self.directions.shape[1])
        for i, part in enumerate(point.problem.parts.values()):
            moves[:, part] = lengths[:, i, None] * self.directions[which, part]
        w = point.state.w + moves.to(point.state.w)
        logits = point.problem.objective.outputs_of(w)  # [s, n, K, m]
        classes = point.problem.classes
        return accuracies(logits, classes), network_losses(logits, classes)


def rays(point: Point, process: EachByItself) -> Rays:
    """Every direction at `point`; NaN for one that is zero or not finite in a network."""
    w, logits = point.state.w, logits_at(point)
    directions = torch.stack(
        [
            process.proposed(point),
            -point.gradient,
            point.gradient,
            _random(point),
            _head_bias(point, logits),
        ]
    )
    lengths = []
    for part in point.problem.parts.values():
        lengths.append(directions[:, part].norm(dim=1))
        directions[:, part] /= lengths[-1][:, None]
    slopes = jacobian(point.problem.objective, w).jvp(directions)
    step = torch.stack([of_each[0] for of_each in lengths]).double()
    return Rays(point, directions, logits.double(), slopes.double(), step)


def onsets(log_r: Tensor, accuracies: Tensor, before: Tensor) -> Tensor:
    """Where the accuracy first falls `FALL` below `before`: log₁₀ r [m], NaN where it never does.

    Between two points of the grid the accuracy is taken as linear in log r. One that has fallen at
    the first point already gets that point: the onset is there or before.

    Args:
        log_r: [s] rising.
        accuracies: [s, m].
        before: [m].
    """
    lost = before - accuracies  # [s, m]
    down = lost > FALL
    first = down.int().argmax(0)  # of the True ones, 0 where there are none
    last = (first - 1).clamp(min=0)
    here, there = (lost.gather(0, at[None])[0] for at in (last, first))
    share = torch.where(first > 0, (FALL - here) / (there - here), torch.zeros_like(here))
    at = log_r[last] + share * (log_r[first] - log_r[last])
    return torch.where(down.any(0), at, math.nan)


def _random(point: Point) -> Tensor:
    """[P] the same through the whole run; networks of one size get the same numbers."""
    parts = list(point.problem.parts.values())
    longest = max(part.stop - part.start for part in parts)
    source = generator(getattr(point.settings, "seed", 0), "random direction")
    numbers = torch.randn(longest, generator=source)
    return torch.cat([numbers[: part.stop - part.start] for part in parts]).to(point.state.w)


def _head_bias(point: Point, logits: Tensor) -> Tensor:
    """[P] that raises the bias of one logit of each network, the one that costs most."""
    direction, count = torch.zeros_like(point.state.w), logits.shape[1]
    worst, _ = worst_head_bias(logits, point.problem.classes)
    for part, which in zip(point.problem.parts.values(), worst, strict=True):
        direction[part.stop - count + which] = 1.0
    return direction
