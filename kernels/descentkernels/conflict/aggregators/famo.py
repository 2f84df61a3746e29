"""FAMO: losses that fall too fast lose weight; no gradient but the weighted sum's is needed."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from ._needed import needed, within
from .base import Aggregator, Combined, Evidence, weighted

EPSILON = 1e-8


@dataclass(frozen=True)
class Logits:
    """What FAMO remembers."""

    logits: Tensor  # [..., m] ξ
    logs: Tensor  # [..., m] log losses at the last step
    first: Tensor  # [..., m] Adam's moments of the logits' gradient
    second: Tensor
    steps: int


@dataclass(frozen=True)
class FAMO(Aggregator):
    """d = c Σ (zᵢ/Lᵢ) ∇Lᵢ with z = softmax(ξ) and c = 1/Σ(zᵢ/Lᵢ) (Liu et al., 2023).

    After a step, with δᵢ = log Lᵢ(before) − log Lᵢ(after), ξ moves by one step of Adam of length
    `famo_rate` along −(∂z/∂ξ)ᵀδ − γξ: whatever fell less gains weight. Adam is the released
    code's; the paper's algorithm 1 takes a plain step. The losses after a step are those that the
    next call is given, so with mini-batches they are of other examples than those before.
    Losses are taken above `famo_floor` b, as L − b + 1e-8, and must lie above it: elsewhere NaN.
    """

    famo_gamma: float = 1e-3
    famo_rate: float = 0.025
    famo_floor: float = 0.0

    title = "FAMO"
    source = "Liu et al., 2023"
    needs = "losses"
    promises = frozenset({"equivariant"})

    def __post_init__(self) -> None:
        within(self.famo_gamma, "famo_gamma", 0, torch.inf)
        within(self.famo_rate, "famo_rate", 0, torch.inf)

    def combine(
        self,
        evidence: Evidence,
        memory: Logits | None = None,
        *,
        generator: torch.Generator | None = None,
    ) -> Combined:
        losses = needed(evidence.losses, self.title, "losses").double()
        above = losses - self.famo_floor + EPSILON
        memory = self._moved(memory, above.log())
        shares = memory.logits.softmax(-1) / above
        weights = shares / shares.sum(-1, keepdim=True)
        weights = torch.where(above > 0, weights, torch.nan)
        return Combined(weights, weighted(weights, evidence.gradients), memory)

    def _moved(self, memory: Logits | None, logs: Tensor) -> Logits:
        """The logits after one step of Adam (β .9, .999) on what the losses have done since."""
        if memory is None:
            zero = torch.zeros_like(logs)
            return Logits(zero, logs, zero, zero, 0)
        z, fell = memory.logits.softmax(-1), memory.logs - logs
        gradient = z * (fell - (z * fell).sum(-1, keepdim=True)) + self.famo_gamma * memory.logits
        steps = memory.steps + 1
        first = 0.9 * memory.first + 0.1 * gradient
        second = 0.999 * memory.second + 0.001 * gradient.square()
        scale = (second / (1 - 0.999**steps)).sqrt() + EPSILON
        move = self.famo_rate * first / (1 - 0.9**steps) / scale
        return Logits(memory.logits - move, logs, first, second, steps)


aggregator = FAMO()
