"""v⁺ = βv + g, w⁺ = w − ηv⁺: critical at λ = 2(1 + β)/η."""

from dataclasses import dataclass
from typing import final

import torch
from torch import Tensor

from ..momentum_form import MomentumForm, Slots


@final
@dataclass(frozen=True, kw_only=True)
class HeavyBall(MomentumForm):
    """Gradient descent with momentum (Polyak, 1964; torch.optim.SGD).   P = (1 + β)/η.

    On a quadratic z² − (1 + β − ηλ)z + β = 0. At ηλ = 2(1 + β) the roots are −1 and −β.
    """

    @property
    def gain(self) -> float:
        return (1 + self.beta) / (1 - self.beta)

    def initial(self, w: Tensor) -> dict[str, Tensor]:
        return {"momentum": torch.zeros_like(w)}

    def met(self, slots: Slots, force: Tensor, squares: Tensor) -> dict[str, Tensor]:
        return {"momentum": self.beta * slots["momentum"] + force}

    def displacement(self, met: Slots, force: Tensor, lr: float) -> Tensor:
        return -lr * met["momentum"]

    def response(self, met: Slots, forces: Tensor, lr: float) -> Tensor:
        return -lr * forces

    def corrected(self, met: Slots, change: Tensor, lr: float) -> dict[str, Tensor]:
        return {"momentum": met["momentum"] - change / lr}

    def preconditioner(self, met: Slots, lr: float) -> Tensor:
        return self.scalar(self.halved(lr) * (1 + self.beta) / lr, met["momentum"])

    def preconditioner_change(self, met: Slots, squares: Tensor, lr: float) -> Tensor | None:
        return None
