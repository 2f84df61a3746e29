"""SGD on many lanes at once, each with a learning rate and a batch size of its own."""

from __future__ import annotations

import torch
from torch import Tensor

from descentlab.problems._lane_models import LaneModel


def drawn(sizes: Tensor, count: int, source: torch.Generator) -> Tensor:
    """1/B for the B examples of each lane's batch, drawn without repeats, else 0: [L, n].

    `sizes` are B [L], from 1 to n = `count`.
    """
    scores = torch.rand(len(sizes), count, generator=source, dtype=torch.float64)
    chosen = scores.argsort(1).argsort(1) < sizes[:, None]
    return chosen / sizes[:, None].double()


def stepped(
    model: LaneModel, w: Tensor, data: tuple[Tensor, Tensor], lr: Tensor, shares: Tensor
) -> Tensor:
    """w⁺ = w − η Σᵢ sᵢ (fᵢ − yᵢ) ∇fᵢ for w [L, P], η [L] and shares s [L, n]."""
    x, y = data
    residuals = model.outputs(w, x) - y
    return w - lr[:, None] * model.pull(w, x, shares * residuals)
