"""v⁺ = βv + g, w⁺ = w − η(g + βv⁺): critical at λ = 2(1 + β)/(η(1 + 2β))."""

from dataclasses import dataclass
from typing import final

import torch
from torch import Tensor

from ..momentum_form import MomentumForm, Slots


@final
@dataclass(frozen=True, kw_only=True)
class Nesterov(MomentumForm):
    """Accelerated gradient, w the point looked ahead to (Nesterov, 1983; Sutskever et al., 2013;
    torch.optim.SGD with nesterov).   P = (1 + β)/(η(1 + 2β)).

    On a quadratic z² − (1 + β)(1 − ηλ)z + β(1 − ηλ) = 0; a root passes −1 at
    ηλ = 2(1 + β)/(1 + 2β).
    """

    @property
    def gain(self) -> float:
        return (1 + self.beta) / ((1 - self.beta) * (1 + 2 * self.beta))

    def initial(self, w: Tensor) -> dict[str, Tensor]:
        return {"momentum": torch.zeros_like(w)}

    def met(self, slots: Slots, force: Tensor, squares: Tensor) -> dict[str, Tensor]:
        return {"momentum": self.beta * slots["momentum"] + force}

    def displacement(self, met: Slots, force: Tensor, lr: float) -> Tensor:
        return -lr * (force + self.beta * met["momentum"])

    def response(self, met: Slots, forces: Tensor, lr: float) -> Tensor:
        return -lr * (1 + self.beta) * forces

    def corrected(self, met: Slots, change: Tensor, lr: float) -> dict[str, Tensor]:
        return {"momentum": met["momentum"] - change / (lr * self.beta)}

    def preconditioner(self, met: Slots, lr: float) -> Tensor:
        p = self.halved(lr) * (1 + self.beta) / (lr * (1 + 2 * self.beta))
        return self.scalar(p, met["momentum"])

    def preconditioner_change(self, met: Slots, squares: Tensor, lr: float) -> Tensor | None:
        return None
