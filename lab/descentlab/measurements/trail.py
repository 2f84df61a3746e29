"""The past of a run in weight space, thinned."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

#: Weights kept at most; the oldest and newest are always among them.
LIMIT = 128


@dataclass(frozen=True)
class Trail:
    """Weights at some past steps, at most `LIMIT` of them, evenly thinned.

    Steps are kept in pairs (2i, 2i + 1): at the edge of stability the iterate alternates with
    period 2, and every second step alone would show a smooth path that was never taken.
    """

    steps: tuple[int, ...] = ()
    points: tuple[Tensor, ...] = ()  # each [P], shared with the states they come from
    stride: int = 1  # every stride-th pair is kept

    def with_(self, step: int, w: Tensor) -> Trail:
        """The trail with `w` at `step` at its end, in place of what was there at that step."""
        kept = [
            (s, p)
            for s, p in zip(self.steps, self.points, strict=True)
            if s < step and (s // 2) % self.stride == 0
        ]
        stride = self.stride
        if len(kept) >= LIMIT:
            stride *= 2
            kept = [(s, p) for s, p in kept if (s // 2) % stride == 0]
        steps, points = zip(*kept, (step, w), strict=True)
        return Trail(steps, points, stride)

    def weights(self) -> Tensor:
        """[n, P]."""
        return torch.stack(self.points)
