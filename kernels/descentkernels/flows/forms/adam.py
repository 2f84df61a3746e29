"""m⁺ = β₁m + (1−β₁)g, ν⁺ = β₂ν + (1−β₂)g², w⁺ = w − ηm̂⁺/(√ν̂⁺ + ε)."""

from dataclasses import dataclass
from typing import final

import torch
from torch import Tensor

from ...errors import DescentError
from ..momentum_form import MomentumForm, Slots


@final
@dataclass(frozen=True, kw_only=True)
class Adam(MomentumForm):
    """Adam (Kingma & Ba, 2015), AdamW with weight decay.   P = (1+β₁)/((1−β₁)η) diag(√ν̂ + ε).

    With ν frozen it is heavy-ball of rate (1−β₁)η in the scaled coordinates: critical where
    diag(√ν̂ + ε)⁻¹H has the eigenvalue (2+2β₁)/((1−β₁)η) (Cohen et al., 2022). Bias corrections
    are those of the update: m̂ = m/(1 − β₁ⁿ), ν̂ = ν/(1 − β₂ⁿ).

    Args:
        beta: β₁.
        beta2: β₂ of the squares, in (0, 1).
        eps: ε, outside the root.
    """

    beta2: float = 0.999
    eps: float = 1e-8

    def __post_init__(self) -> None:
        super().__post_init__()
        if not (0 < self.beta2 < 1 and self.eps > 0):
            raise DescentError(
                f"expected beta2 in (0, 1) and eps > 0, found {self.beta2} and {self.eps}."
            )

    @property
    def gain(self) -> float:
        return (1 + self.beta) / (1 - self.beta)

    def initial(self, w: Tensor) -> dict[str, Tensor]:
        zeros = torch.zeros_like(w)
        return {"second_moment": zeros, "updates": zeros.new_zeros(()), "first_moment": zeros}

    def met(self, slots: Slots, force: Tensor, squares: Tensor) -> dict[str, Tensor]:
        return {
            "second_moment": self.beta2 * slots["second_moment"] + (1 - self.beta2) * squares,
            "updates": slots["updates"] + 1,
            "first_moment": self.beta * slots["first_moment"] + (1 - self.beta) * force,
        }

    def displacement(self, met: Slots, force: Tensor, lr: float) -> Tensor:
        return -lr * met["first_moment"] / (self._grown(met) * self._divisor(met))

    def response(self, met: Slots, forces: Tensor, lr: float) -> Tensor:
        return -lr * (1 - self.beta) * forces / (self._grown(met) * self._divisor(met))

    def corrected(self, met: Slots, change: Tensor, lr: float) -> dict[str, Tensor]:
        more = change / lr * self._grown(met) * self._divisor(met)
        return {**met, "first_moment": met["first_moment"] - more}

    def preconditioner(self, met: Slots, lr: float) -> Tensor:
        return self.halved(lr) * self.gain / lr * self._divisor(met)

    def preconditioner_change(self, met: Slots, squares: Tensor, lr: float) -> Tensor:
        # √ν̂ at a weight whose gradient was always zero: its squares do not change either
        root = (self._divisor(met) - self.eps).clamp(min=self.eps)
        moment = (1 - self.beta2) * squares / (1 - self.beta2 ** met["updates"])
        return self.halved(lr) * self.gain / lr * moment / (2 * root)

    def _grown(self, met: Slots) -> Tensor:
        return 1 - self.beta ** met["updates"]

    def _divisor(self, met: Slots) -> Tensor:
        return (met["second_moment"] / (1 - self.beta2 ** met["updates"])).sqrt() + self.eps
