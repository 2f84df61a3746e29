"""Rules that take a step of fixed size in a norm: sign descent, Lion, Muon."""

from __future__ import annotations

from abc import abstractmethod

import torch
from descentkernels import stability
from torch import Tensor

from descentlab.runs.point import Point
from descentlab.update_rules.base import Gauge, UpdateRule


class RuleInNorm(UpdateRule):
    """w⁺ = w − η · oracle(c): the direction of the norm's unit ball that goes farthest along c.

    Judged by S = max over ‖d‖ ≤ 1 of dᵀHd in that norm (Islamov et al., 2026), found from below
    by a search from the present step, the last direction found and the gradient, against the
    threshold at the learning rate η/‖c‖_* of steepest descent. The step does not shrink with the
    gradient, so such a rule always ends in a swing, and with it the threshold falls to S.
    """

    sharpness_label = "S, in its norm"

    @abstractmethod
    def norm(self, point: Point) -> stability.Norm:
        """The norm of weight space."""

    @abstractmethod
    def pulled(self, point: Point) -> Tensor:
        """c [P]: the gradient, or what a momentum makes of it."""

    @abstractmethod
    def edge(self, rate: float, point: Point) -> float:
        """The threshold of the rule at the learning rate `rate` of steepest descent."""

    def step(self, point: Point) -> Tensor:
        """w⁺ − w, [P]."""
        return -self.rate(point) * self.norm(point).oracle(self.pulled(point)[None])[0]

    def threshold(self, point: Point) -> float:
        size = float(self.norm(point).dual(self.pulled(point)[None])[0])
        return self.edge(stability.effective_lr(self.rate(point), size), point)

    def gauge(self, point: Point, last: Gauge | None) -> Gauge:
        starts = [self.step(point), point.gradient]
        if last is not None:
            starts.append(last.memory)
        found = stability.norm_sharpness(
            point.linearization.hvp, self.norm(point), torch.stack(starts), tol=1e-3, max_rounds=8
        )
        return Gauge(found.value, self.threshold(point), found.direction)
