"""Which function's zero is looked for: the partition function's, or where a layer is singular."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from .complexified import ComplexLogits, ComplexRay
from .operations.softmax import log_partition

_WAY = 17  # points from 0 to a zero
_NEAR = 1e-3  # of |t|
_FALL = 7.0  # e^7 times smaller: at a simple zero that is accurate to 1e-9 it is 1e6 times

#: Operation and number of a layer; None for the partition function F of the logits.
Key = tuple[str, int] | None


@dataclass(frozen=True)
class Factor:
    """A function of t for each of some rows, zero where the loss, or its layer, is singular."""

    ray: ComplexRay
    key: Key
    rows: Tensor  # [m]
    units: Tensor  # [m]: which unit of the layer; not read for the partition function

    def __call__(self, which: Tensor, t: Tensor) -> Tensor:
        """A `newton.LogFunction`."""
        seen = self.ray.at(self.rows[which], t, factors=self.key is not None)
        return self._values(seen, self.units[which])

    def chosen(self, which: Tensor) -> Factor:
        """The functions of some rows."""
        return Factor(self.ray, self.key, self.rows[which], self.units[which])

    def on_sheet(self, t: Tensor) -> Tensor:
        """[m] bool: whether it is zero at t [m] on the sheet that is reached straight from 0.

        Newton's method takes square roots and logarithms by their principal branches, which away
        from the real line may not be the loss's.
        """
        way = torch.linspace(0, 1, _WAY, dtype=torch.float64, device=t.device)
        path = torch.cat([way * t[:, None], t[:, None] * (1 + _NEAR)], 1)
        seen = self.ray.at(self.rows, path, factors=self.key is not None)
        at, beside = self._values(seen, self.units)[:, -2:].real.unbind(1)
        return beside - at > _FALL

    def _values(self, seen: ComplexLogits, units: Tensor) -> Tensor:
        """[m, steps] complex."""
        if self.key is None:
            return log_partition_along(seen.logits)
        factor = seen.factors[self.key]
        return factor.gather(2, units[:, None, None].expand(-1, factor.shape[1], 1))[..., 0]


def log_partition_along(logits: Tensor) -> Tensor:
    """log of F(t) e^{−p·z(t)} along each path, modulo 2πi: [m, steps, K] -> [m, steps].

    p is half the softmax at the path's first point and half that at its last, held fixed: the same
    zeros as F, and neither of the ends' largest terms runs away.
    """
    ends = torch.softmax(logits.real[:, [0, -1]], -1).mean(1, keepdim=True)  # [m, 1, K]
    centre = (ends * logits).sum(-1, keepdim=True)
    return log_partition(logits - centre, -1)[..., 0]


def log_factors(seen: ComplexLogits) -> dict[Key, Tensor]:
    """All factors of a pass: [m, steps, units] each, the partition function's with one unit."""
    return {None: log_partition_along(seen.logits)[..., None], **seen.factors}
