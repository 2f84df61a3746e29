"""w⁺ = w − ηg, with decoupled weight decay: critical at λ = 2/η − δ."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import final

from torch import Tensor

from ..form import Form, Rates, Slots


@final
@dataclass(frozen=True, kw_only=True)
class GradientDescent(Form):
    """dw/dt = −η(F + δw),   P = (1 − ηδ/2)/η.

    Along an eigenvector the update multiplies by 1 − η(λ + δ), which is −1 at λ = 2/η − δ: twice
    P. (Cohen et al., 2025; the decay's shift is plain from the update.)
    """

    def initial(self, gradient: Tensor, slots: Slots | None = None) -> dict[str, Tensor]:
        return {}

    def preconditioner(self, slots: Slots, lr: float) -> float:
        return (1 - lr * self.weight_decay / 2) / lr

    def preconditioner_change(
        self, slots: Slots, changes: Mapping[str, Tensor], lr: float
    ) -> Tensor | None:
        return None

    def rates(self, w: Tensor, slots: Slots, force: Tensor, squares: Tensor, lr: float) -> Rates:
        return Rates(-lr * (force + self.weight_decay * w), {})
