"""RMSProp with one moving average for all weights: ν⁺ = βν + (1−β)‖g‖², w⁺ = w − ηg/√ν⁺."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import final

from torch import Tensor

from ..form import Form, Rates, Slots


@final
@dataclass(frozen=True, kw_only=True)
class ScalarRMSProp(Form):
    """dw/dt = −(η/√ν̂)F − ηδw,   dν/dt = ((1−β)/β)(ΣQ − ν),   P = (1 − ηδ/2)√ν̂/η.

    ν is the moving average of the *sum* of squares; ν at w_t holds g_t already, so that the
    update's ν_t − ν_{t−1} = ((1−β)/β)(‖g_t‖² − ν_t) (Cohen et al., 2025).

    Args:
        beta: β₂ of the moving average, in (0, 1).
        bias_correction: ν̂ = ν/(1 − βⁿ) in ν's place; the slot "updates" [] counts n.
    """

    beta: float = 0.99
    bias_correction: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        self.check_share("beta", self.beta)

    def initial(self, gradient: Tensor, slots: Slots | None = None) -> dict[str, Tensor]:
        square = gradient.square().sum()
        before = 0.0 if slots is None else slots["second_moment"]
        moment = self.beta * before + (1 - self.beta) * square
        if not self.bias_correction:
            return {"second_moment": moment}
        count = gradient.new_zeros(()) if slots is None else slots["updates"]
        return {"second_moment": moment, "updates": count + 1}

    def preconditioner(self, slots: Slots, lr: float) -> Tensor:
        return (1 - lr * self.weight_decay / 2) / lr * self._root(slots)

    def preconditioner_change(
        self, slots: Slots, changes: Mapping[str, Tensor], lr: float
    ) -> Tensor | None:
        """dP = (P/2)(dν/ν − dc/c), c = 1 − βⁿ."""
        relative = changes["second_moment"] / slots["second_moment"]
        if self.bias_correction:
            share = self._share(slots)
            left = (1 - share) * -math.log(self.beta)  # dc/dn
            relative = relative - left / share * changes["updates"]
        return self.preconditioner(slots, lr) * relative / 2

    def rates(self, w: Tensor, slots: Slots, force: Tensor, squares: Tensor, lr: float) -> Rates:
        moment = slots["second_moment"]
        velocity = -lr * (force / self._root(slots) + self.weight_decay * w)
        rates = {"second_moment": (1 - self.beta) / self.beta * (squares.sum(-1) - moment)}
        if self.bias_correction:
            rates["updates"] = slots["updates"] * 0 + 1
        return Rates(velocity, rates)

    def _share(self, slots: Slots) -> Tensor | float:
        """c, the part of a full average that ν holds."""
        return 1 - self.beta ** slots["updates"] if self.bias_correction else 1.0

    def _root(self, slots: Slots) -> Tensor:
        return (slots["second_moment"] / self._share(slots)).sqrt()
